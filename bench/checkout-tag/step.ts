import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** An action's bundle and the inputs to give it. */
export interface Step {
  readonly bundle: string;
  readonly inputs: Readonly<Record<string, string>>;
}

interface Job {
  readonly folder: string;
  readonly github: Readonly<Record<string, string>>;
}

/**
 * Runs a bundle as the runner does, main and post, in a new empty workspace.
 * Returns the milliseconds of both and the commit that lies in the workspace afterwards.
 */
export async function runStep(step: Step, job: Job): Promise<{ main: number; post: number; commit: string }> {
  const folder = await mkdtemp(join(job.folder, 'job-'));
  const workspace = join(folder, 'workspace');
  const files = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'].map((name) => [
    `GITHUB_${name}`,
    join(folder, name),
  ]);
  for (const [, file] of files) await writeFile(file ?? '', '');
  for (const name of ['workspace', 'temp', 'home']) await mkdir(join(folder, name));
  const inputs = Object.entries(step.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const env = {
    ...{ PATH: process.env.PATH, HOME: join(folder, 'home'), RUNNER_TEMP: join(folder, 'temp') },
    ...{ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, ...job.github },
    ...Object.fromEntries([...files, ...inputs]),
  };
  const main = await timed(step.bundle, workspace, env);
  const state = await readState(join(folder, 'STATE'));
  const post = await timed(step.bundle, workspace, { ...env, ...state });
  const head = await execa('git', ['-c', 'safe.directory=*', 'rev-parse', 'HEAD'], { cwd: workspace });
  await rm(folder, { recursive: true });
  return { main, post, commit: head.stdout };
}

async function timed(bundle: string, cwd: string, env: Record<string, string | undefined>): Promise<number> {
  const start = performance.now();
  await execa('node', [bundle], { cwd, env, extendEnv: false });
  return performance.now() - start;
}

/** State that main saved (`name<<delimiter`, value, delimiter), as the runner hands it to post. */
async function readState(file: string): Promise<Record<string, string>> {
  const entries = (await readFile(file, 'utf8')).matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n?\2$/gm);
  return Object.fromEntries(Array.from(entries, ([, name, , value]) => [`STATE_${name}`, value ?? '']));
}
