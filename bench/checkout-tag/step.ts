import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type BundleRun, runBundle } from '../bundle.ts';

/** An action's bundle and the inputs to give it. */
export interface Step {
  readonly bundle: string;
  readonly inputs: Readonly<Record<string, string>>;
}

interface Job {
  readonly folder: string;
  readonly github: Readonly<Record<string, string>>;
}

/** Runs a bundle, main and post, in a new empty workspace. Returns also the commit that lies there afterwards. */
export async function runStep(step: Step, { folder, github }: Job): Promise<BundleRun & { readonly commit: string }> {
  const [workspace = '', home = ''] = await Promise.all(
    ['workspace-', 'home-'].map((name) => mkdtemp(join(folder, name))),
  );
  const ran = await runBundle({ ...step, workspace, env: { ...github, HOME: home } }, folder);
  const head = await execa('git', ['-c', 'safe.directory=*', 'rev-parse', 'HEAD'], { cwd: workspace });
  await Promise.all([workspace, home].map((path) => rm(path, { recursive: true })));
  return { ...ran, commit: head.stdout };
}
