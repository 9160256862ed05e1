import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';
import { expect, test } from 'vitest';
import { fileStore } from './store.ts';

const folder = () => mkdtemp(join(tmpdir(), 'alerts-'));

/** Another run: it adds to what is there, twenty times, and starts over when somebody else was faster. */
const program = `
const { fileStore } = await import(${JSON.stringify(new URL('store.ts', import.meta.url).href)});
const store = fileStore(process.argv[1]);
for (let added = 0; added < 20; ) {
  const found = await store.read();
  if (await store.write(found?.version, (found?.text ?? '') + process.argv[2])) added += 1;
}
`;

test('runs may write one file at once, and nothing that one of them wrote is lost', async () => {
  const path = join(await folder(), 'deep', 'memory.json');
  const names = ['a', 'b', 'c', 'd'];
  const runs = await Promise.all(
    names.map((name) => runProcess(process.execPath, ['--input-type=module', '-e', program, path, name], { env: {} })),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  const text = (await fileStore(path).read())?.text ?? '';
  expect(names.map((name) => text.split(name).length - 1)).toEqual([20, 20, 20, 20]);
  expect(await readdir(join(path, '..'))).toEqual(['memory.json']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a path that cannot be the memory is one clear error, when it is read and when it is written', async () => {
  const here = await folder();
  await expect(fileStore(here).read()).rejects.toThrow(`state: ${JSON.stringify(here)} cannot be read`);
  await writeFile(join(here, 'file'), '');
  const below = join(here, 'file', 'memory.json');
  await expect(fileStore(below).write(undefined, 'x')).rejects.toMatchObject({
    code: 'state-unusable',
    message: expect.stringContaining('allowed: a file that this runner may read and write'),
  });
  await expect(fileStore(below).read()).rejects.toThrow('ENOTDIR');
});
