import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { distFolder } from '../../scripts/paths.ts';

export interface Started {
  readonly exitCode: number | undefined;
  /** Everything it printed. */
  readonly log: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  readonly summary: string;
  /** Files that are left below RUNNER_TEMP. */
  readonly temp: string;
}

/** Starts a bundle as GitHub's runner does: inputs in the environment, results in files. */
export async function startBundle(
  name: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-built-'));
  const files = Object.fromEntries(['output', 'state', 'summary'].map((file) => [file, join(folder, file)]));
  for (const file of Object.values(files)) await writeFile(file, '');
  const [temp, workspace] = [join(folder, 'temp'), join(folder, 'work')];
  await Promise.all([temp, workspace].map((path) => mkdir(path)));
  const given = Object.entries(inputs).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]);
  const { exitCode, all } = await execa('node', [join(distFolder, name, 'index.js')], {
    preferLocal: true,
    reject: false,
    all: true,
    extendEnv: false,
    cwd: workspace,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: files.output ?? '',
      GITHUB_STATE: files.state ?? '',
      GITHUB_STEP_SUMMARY: files.summary ?? '',
      RUNNER_TEMP: temp,
      ...Object.fromEntries(given),
      ...environment,
    },
  });
  const read = (file: string) => readFile(files[file] ?? '', 'utf8');
  const [outputs, state, summary] = [
    entries(await read('output')),
    entries(await read('state')),
    await read('summary'),
  ];
  return { exitCode, log: all, outputs, state, summary, temp };
}

/** Reads `name<<delimiter … delimiter`, as @actions/core writes it. */
function entries(text: string): Map<string, string> {
  const pattern = /^(.+?)<<(\S+)\n([\s\S]*?)\n\2$/gm;
  return new Map(Array.from(text.matchAll(pattern), ([, name = '', , value = '']) => [name, value]));
}
