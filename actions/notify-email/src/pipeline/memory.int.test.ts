import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';
import { expect, test } from 'vitest';
import { fileMemory, type Remembered } from './memory.ts';

const entry: Remembered = { state: 'failure', runNumber: '7', people: [], culprits: [] };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Another job: it keeps ten entries, one after the other. */
const program = `
const [, path, job, entry] = process.argv;
const { fileMemory } = await import(${JSON.stringify(new URL('memory.ts', import.meta.url).href)});
for (let each = 0; each < 10; each += 1) await fileMemory(path).remember(job + '-' + each, JSON.parse(entry));
`;

test('many jobs may write at once, and none of what they keep is lost', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'memory-')), 'deep');
  const path = join(folder, 'memory.json');
  const processes = numbers(4).map((job) =>
    runProcess(
      process.execPath,
      ['--input-type=module', '-e', program, path, `process-${job}`, JSON.stringify(entry)],
      {
        env: {},
      },
    ),
  );
  const promises = numbers(10).map((each) => fileMemory(path).remember(`promise-${each}`, entry));
  await Promise.all([...processes, ...promises]);
  const keys = Object.keys(JSON.parse(await readFile(path, 'utf8')) as object);
  const wanted = numbers(4).flatMap((job) => numbers(10).map((each) => `process-${job}-${each}`));
  expect(keys.toSorted()).toEqual([...wanted, ...numbers(10).map((each) => `promise-${each}`)].toSorted());
  expect(await readdir(folder)).toEqual(['memory.json']);
});
