import { copyFile, cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProcess, startProcess } from '@slipway/runner';
import { execa } from 'execa';
import { distFolder, root } from '../../../../scripts/paths.ts';
import type { Service } from './build.ts';

export interface StartedAction {
  readonly process: RunningProcess;
  /** Everything that it printed up to now. */
  log(): string;
}

/**
 * Starts the action in a process of its own, as the runner does, in the workspace of a service. As another user, who may not be
 * able to read this checkout, it is a copy of the bundle and of Node.
 */
export async function startAction(
  { context: { workspace, temp }, repository }: Service,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
  uid?: number,
): Promise<StartedAction> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-started-'));
  const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];
  for (const name of names) await writeFile(join(folder, name), '');
  const given = Object.entries({ repository, ...inputs });
  const [program = '', ...args] =
    uid === undefined
      ? [process.execPath, join(root, 'actions/kaniko-push/src/main.ts')]
      : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...(await copyFor(uid, folder))];
  const action = startProcess(program, args, {
    env: {
      ...(process.env as Record<string, string>),
      ...environment,
      ...Object.fromEntries(names.map((name) => [name, join(folder, name)])),
      ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
    },
  });
  let said = '';
  for (const stream of [action.stdout, action.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  return { process: action, log: () => said };
}

async function copyFor(uid: number, folder: string): Promise<string[]> {
  const [node, bundle] = [join(folder, 'node'), join(folder, 'kaniko-push')];
  await copyFile(process.execPath, node);
  await cp(join(distFolder, 'kaniko-push'), bundle, { recursive: true });
  await execa('chown', ['-R', `${uid}:${uid}`, folder]);
  return [node, join(bundle, 'index.js')];
}
