import { mkdir, mkdtemp, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAttachments } from './attachments.ts';

const limit = 10_000_000;

/** A workspace with files of these sizes in bytes. */
async function workspace(sizes: Readonly<Record<string, number>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'attachments-'));
  for (const [name, size] of Object.entries(sizes)) {
    await writeFile(join(folder, name), '');
    await truncate(join(folder, name), size);
  }
  return folder;
}

test.each<[string, Record<string, number>, string[], number]>([
  ['one file at the limit is attached', { a: limit }, ['a'], 0],
  ['one byte more is too much', { a: limit + 1 }, [], limit + 1],
  ['files that reach the limit together are attached', { a: limit - 1, b: 1 }, ['a', 'b'], 0],
  [
    'the one that goes over it is left out, a smaller one after it is not',
    { a: 2, b: limit, c: 1 },
    ['a', 'c'],
    limit + 2,
  ],
])('%s', async (_, sizes, attached, refused) => {
  const { files, problems } = await findAttachments(Object.keys(sizes), await workspace(sizes));
  expect(files.map(({ filename }) => filename)).toEqual(attached);
  const left = Object.keys(sizes).find((name) => !attached.includes(name));
  const problem = `attachments: "${left}" given, with which they have ${refused} bytes; allowed: 10000000 together`;
  expect(problems).toEqual(refused === 0 ? [] : [problem]);
});

test('only files below the workspace are attached, also where links lead', async () => {
  const folder = await workspace({ file: 1 });
  await mkdir(join(folder, 'folder'));
  await symlink('file', join(folder, 'within'));
  await symlink('/etc/hostname', join(folder, 'out'));
  const given = ['file', 'within', 'folder', 'out', '../x', '/etc/hostname', 'none'];
  const { files, problems } = await findAttachments(given, folder);
  expect(files.map(({ filename }) => filename)).toEqual(['file', 'within']);
  expect(problems).toEqual(given.slice(2).map((name) => `attachments: "${name}" is no file below the workspace`));
});
