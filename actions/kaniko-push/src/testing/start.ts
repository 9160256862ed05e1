import { copyFile, cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessResult, type RunningProcess, runProcess, startProcess } from '@slipway/runner';
import { execa } from 'execa';
import { distFolder, root } from '../../../../scripts/paths.ts';
import type { Service } from './build.ts';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface StartedAction {
  readonly process: RunningProcess;
  /** Everything that it printed up to now. */
  log(): string;
  /** Its post step, as the runner starts it also after a job that was killed. */
  post(): Promise<ProcessResult>;
}

/**
 * Starts the action in a process of its own, as the runner does, in the workspace of a service. As another user, who may not be
 * able to read this checkout, it is a copy of the bundle and of Node.
 */
export async function startAction(
  { context: { workspace, temp }, repository }: Service,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
  user?: User,
): Promise<StartedAction> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-started-'));
  const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];
  for (const name of names) await writeFile(join(folder, name), '');
  const given = Object.entries({ repository, ...inputs });
  const [program = '', ...args] =
    user === undefined
      ? [process.execPath, join(root, 'actions/kaniko-push/src/main.ts')]
      : [...asUser(user), ...(await copyFor(user, folder))];
  const env = {
    ...(process.env as Record<string, string>),
    ...environment,
    ...Object.fromEntries(names.map((name) => [name, join(folder, name)])),
    ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
  };
  const action = startProcess(program, args, { env });
  let said = '';
  for (const stream of [action.stdout, action.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const post = async () => {
    const state = await readFile(join(folder, 'GITHUB_STATE'), 'utf8');
    const saved = Array.from(state.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm), ([, name, , value = '']) => [
      `STATE_${name}`,
      value,
    ]);
    return runProcess(program, args, { env: { ...env, ...Object.fromEntries(saved) } });
  };
  return { process: action, log: () => said, post };
}

/** What a program is started by to run as another user. */
export const asUser = ({ uid, gid }: User) => ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];

async function copyFor({ uid, gid }: User, folder: string): Promise<string[]> {
  const [node, bundle] = [join(folder, 'node'), join(folder, 'kaniko-push')];
  await copyFile(process.execPath, node);
  await cp(join(distFolder, 'kaniko-push'), bundle, { recursive: true });
  await execa('chown', ['-R', `${uid}:${gid}`, folder]);
  return [node, join(bundle, 'index.js')];
}
