import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { ourBundle, runBundle } from '../bundle.ts';
import { interleaved, median } from '../measure.ts';
import { size, writeService } from './service.ts';

export interface Place {
  /** For everything that is written. */
  readonly folder: string;
  /** Maven's local repository. */
  readonly repository: string;
  readonly rounds: number;
}

const jacoco = 'org.jacoco:jacoco-maven-plugin:0.8.14';

/** What the Jenkins job ran, one after the other. */
const oldCommands = [
  ['-B', '-DskipTests', 'clean', 'package'],
  ['-B', 'test', `${jacoco}:prepare-agent`, 'install', '-Dmaven.test.failure.ignore=true'],
];

/** Builds the same service with maven-build and with the old commands. Milliseconds. */
export async function compareMaven({ folder, repository, rounds }: Place): Promise<{ ours: number; old: number }> {
  const workspace = join(folder, 'service');
  await mkdir(workspace);
  await writeService(workspace);
  const ours = async (args: string) => {
    const inputs = { cache: repository, args, 'jacoco-version': '0.8.14' };
    const { outputs } = await runBundle({ bundle: ourBundle('maven-build'), inputs, workspace, env: {} }, folder);
    const said = ['result', 'total', 'coverage'].map((name) => outputs.get(name) ?? '');
    if (said[0] !== 'success' || said[1] !== String(size.tests) || said[2] === '') {
      throw new Error(`maven-build: result, total and coverage are ${said.join(', ')}`);
    }
  };
  const old = async (option: readonly string[]) => {
    for (const command of oldCommands) {
      await execa('mvn', [...option, `-Dmaven.repo.local=${repository}`, ...command], { cwd: workspace });
    }
  };
  const fromScratch = async (build: () => Promise<void>) => {
    await rm(join(workspace, 'target'), { recursive: true, force: true });
    await build();
  };
  // What either needs is downloaded here; from then on nobody waits for the network.
  await fromScratch(() => ours(''));
  await fromScratch(() => old([]));
  const times = await interleaved(
    { ours: () => fromScratch(() => ours('-o')), old: () => fromScratch(() => old(['-o'])) },
    rounds,
  );
  return { ours: median(times.ours), old: median(times.old) };
}
