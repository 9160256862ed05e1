import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { borrow } from '@slipway/lab';
import { type BenchResult, type Figure, keep } from '../measure.ts';
import { compareMaven } from './maven.ts';
import { comparePipelines } from './pipeline.ts';
import { size } from './service.ts';

// npm run bench -- build [--rounds N]

/** Holds a build of an ordinary service against the old job's two commands, and a source that did not change against one that did. */
export async function run(rounds: number): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-build-'));
  const repository = join(folder, 'maven-repository');
  try {
    const maven = await compareMaven({ folder, repository, rounds });
    const pipeline = await comparePipelines({ folder, repository, rounds });
    const seconds = (what: string, value: number): Figure => ({ what, value: value / 1000, unit: 's' });
    return {
      name: 'build',
      method: `A Spring Boot 3.5.7 service (web, actuator) of ${size.classes} classes and ${size.tests} tests, 4 of them in 2 contexts of the whole application. Maven: from an empty target/, offline with a warm local repository. Pipeline: the steps of build.yml, each from its start to the end of its post step, in an empty workspace; git over HTTP, the lab's registry, a commit that changes a class and one that changes no file. Median of ${rounds} interleaved runs.`,
      figures: [
        seconds('maven-build', maven.ours),
        seconds('mvn clean package without tests, then mvn test … install with JaCoCo', maven.old),
        { what: 'maven-build ÷ the two commands', value: maven.ours / maven.old, unit: 'ratio', limit: 0.6 },
        seconds('pipeline, changed source', pipeline.changed),
        seconds('pipeline, unchanged source', pipeline.unchanged),
        { what: 'unchanged ÷ changed', value: pipeline.unchanged / pipeline.changed, unit: 'ratio', limit: 0.05 },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
  const giveBack = await borrow(['registry', 'kaniko'], { log: console.log });
  try {
    await keep(await run(Number(values.rounds)));
  } finally {
    await giveBack();
  }
}
