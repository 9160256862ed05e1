import { mkdir, mkdtemp, readdir, readFile, readlink, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fileMemory, type Remembered } from './memory.ts';

const entry: Remembered = { state: 'failure', runNumber: '7', people: ['Ada <ada@example.com>'], culprits: [] };
const newPath = async () => join(await mkdtemp(join(tmpdir(), 'memory-')), 'deep', 'memory.json');

test('what is remembered is recalled by its key, and nothing is left beside the file', async () => {
  const path = await newPath();
  expect(await fileMemory(path).recall('main')).toBeUndefined();
  await fileMemory(path).remember('main', entry);
  await fileMemory(path).remember('other', { ...entry, state: 'success' });
  expect(await fileMemory(path).recall('main')).toEqual(entry);
  expect(await fileMemory(path).recall('other')).toMatchObject({ state: 'success' });
  expect(await readdir(join(path, '..'))).toEqual(['memory.json']);
});

test.each(['{', '[]', 'null', '""'])('a file that holds %s is no memory, and is made one', async (text) => {
  const path = await newPath();
  await fileMemory(path).remember('main', entry);
  await writeFile(path, text);
  await expect(fileMemory(path).recall('main')).rejects.toThrow(SyntaxError);
  await fileMemory(path).remember('main', entry);
  expect(await fileMemory(path).recall('main')).toEqual(entry);
});

test('what was told last is kept beside the state', async () => {
  const path = await newPath();
  await fileMemory(path).remember('main', { ...entry, told: 'none' });
  expect(await fileMemory(path).recall('main')).toEqual({ ...entry, told: 'none' });
  await writeFile(path, JSON.stringify({ main: { ...entry, told: 'purple' } }));
  expect(await fileMemory(path).recall('main')).toBeUndefined();
});

test('an entry of another shape is as good as none', async () => {
  const path = await newPath();
  await fileMemory(path).remember('main', entry);
  await writeFile(path, '{"main": {"state": "purple"}, "other": null}');
  expect(await fileMemory(path).recall('main')).toBeUndefined();
  expect(await fileMemory(path).recall('other')).toBeUndefined();
});

test('the file does not grow for ever: the entry that was not renewed longest goes first', async () => {
  const path = await newPath();
  await fileMemory(path).remember('0', entry);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`branch-${index}`, entry]));
  await writeFile(path, JSON.stringify(many));
  await fileMemory(path).remember('new', entry);
  const keys = Object.keys(JSON.parse(await readFile(path, 'utf8')) as object);
  expect(keys).toHaveLength(500);
  expect(keys).toContain('new');
  expect(keys).not.toContain('branch-0');
});

test.each<[string, string, (path: string) => Promise<unknown>]>([
  ['a folder', 'EISDIR', (path) => mkdir(path, { recursive: true })],
  ['a link to itself', 'ELOOP', (path) => symlink(path, path)],
])('%s is neither read as an empty file nor replaced by one', async (_, code, make) => {
  const path = await newPath();
  await mkdir(dirname(path), { recursive: true });
  await make(path);
  await expect(fileMemory(path).recall('main')).rejects.toMatchObject({ code });
  await expect(fileMemory(path).remember('main', entry)).rejects.toMatchObject({ code });
  expect(await readdir(dirname(path))).toEqual(['memory.json']);
  if (code === 'ELOOP') expect(await readlink(path)).toBe(path);
});

test('the lock of a job that was killed does not count for ever', async () => {
  const path = await newPath();
  await mkdir(`${path}.lock`, { recursive: true });
  await utimes(`${path}.lock`, 0, 0);
  await fileMemory(path).remember('main', entry);
  expect(await readdir(dirname(path))).toEqual(['memory.json']);
});
