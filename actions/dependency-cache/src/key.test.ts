import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheKey } from './key.ts';

const patterns = ['**/pom.xml', '.mvn/**', 'package-lock.json'];

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-key-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const keyOf = async (files: Readonly<Record<string, string>>) => cacheKey('shop', await project(files), patterns);

test('the same files give the same key, wherever they lie', async () => {
  const files = { 'pom.xml': '<a/>', 'core/pom.xml': '<b/>', '.mvn/wrapper/maven-wrapper.properties': 'url=x' };
  const key = await keyOf(files);
  expect(key?.exact).toMatch(/^shop-linux-\w+-[0-9a-f]{64}$/);
  expect(key?.exact.startsWith(key.prefix)).toBe(true);
  expect(await keyOf(files)).toEqual(key);
});

test.each([
  ['another content', { 'pom.xml': '<c/>' }],
  ['one more file', { 'pom.xml': '<a/>', 'core/pom.xml': '' }],
  ['another name', { 'package-lock.json': '<a/>' }],
])('%s gives another key', async (_, files) => {
  expect((await keyOf(files))?.exact).not.toBe((await keyOf({ 'pom.xml': '<a/>' }))?.exact);
});

test('what lies in node_modules, target or .git does not count, and neither do sources', async () => {
  const key = await keyOf({ 'pom.xml': '<a/>' });
  const more = { 'node_modules/x/pom.xml': '1', 'core/target/pom.xml': '2', '.git/pom.xml': '3', 'src/A.java': '4' };
  expect(await keyOf({ 'pom.xml': '<a/>', ...more })).toEqual(key);
});

test('without such a file there is no key', async () => {
  expect(await keyOf({ 'src/A.java': '' })).toBeUndefined();
});
