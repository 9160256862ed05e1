import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { distFolder } from '../scripts/paths.ts';

/** A step of a job: a bundle, what it is given, and where it runs. */
export interface BundleStep {
  /** Path of its index.js. */
  readonly bundle: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  /** Besides PATH and what a runner sets. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether an exit code other than 0 is a result. */
  readonly mayFail?: boolean;
}

/** Path of one of ours. */
export const ourBundle = (action: string) => join(distFolder, action, 'index.js');

export interface BundleRun {
  /** Milliseconds. */
  readonly main: number;
  readonly post: number;
  /** Largest resident size of the main step's process, in bytes. */
  readonly memory: number;
  readonly outputs: ReadonlyMap<string, string>;
}

/**
 * Runs the main and the post step of a bundle as the runner does.
 * @param folder where its files go; nothing is left there
 * @throws where it does not succeed
 */
export async function runBundle(
  { bundle, inputs, workspace, env, mayFail = false }: BundleStep,
  folder: string,
): Promise<BundleRun> {
  const job = await mkdtemp(join(folder, 'job-'));
  await mkdir(join(job, 'temp'));
  const names = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'];
  const files = Object.fromEntries(names.map((name) => [`GITHUB_${name}`, join(job, name)]));
  for (const file of Object.values(files)) await writeFile(file, '');
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const environment = {
    ...{ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', RUNNER_TEMP: join(job, 'temp') },
    ...{ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, ...files, ...env, ...Object.fromEntries(given) },
  };
  const options = { cwd: workspace, extendEnv: false, preferLocal: true, reject: !mayFail } as const;
  // The largest size is known to the process alone, when it ends.
  const [atEnd, size] = [join(job, 'memory.cjs'), join(job, 'memory')];
  const write = `require('node:fs').writeFileSync(${JSON.stringify(size)}, String(process.resourceUsage().maxRSS))`;
  await writeFile(atEnd, `process.on('exit', () => ${write});`);
  const start = performance.now();
  await execa('node', ['--require', atEnd, bundle], { ...options, env: environment });
  const main = performance.now() - start;
  const state = await readPairs(join(job, 'STATE'));
  const saved = Object.fromEntries([...state].map(([name, value]) => [`STATE_${name}`, value]));
  const startOfPost = performance.now();
  await execa('node', [bundle], { ...options, env: { ...environment, ...saved } });
  const post = performance.now() - startOfPost;
  const outputs = await readPairs(join(job, 'OUTPUT'));
  const memory = Number(await readFile(size, 'utf8')) * 1024;
  await rm(job, { recursive: true, force: true });
  return { main, post, memory, outputs };
}

/** `name<<delimiter`, value, delimiter: how actions write outputs and state. */
async function readPairs(file: string): Promise<Map<string, string>> {
  const entries = (await readFile(file, 'utf8')).matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n?\2$/gm);
  return new Map(Array.from(entries, ([, name = '', , value = '']) => [name, value]));
}
