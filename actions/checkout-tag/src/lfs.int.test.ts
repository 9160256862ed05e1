import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requirePackages } from '@slipway/lab';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { newLfsRepository } from './testing/repository.ts';
import { contentOf } from './testing/reused.ts';
import { startService, token } from './testing/service.ts';

await requirePackages(['git-lfs']);
const { root, server, given } = await startService();
afterAll(() => server.close());

function newStore(name: string) {
  const store = newLfsRepository(join(root, 'bss', name));
  store.commit('First', { files: { 'large.bin': 'first', 'other.bin': 'other' } });
  return store;
}

const read = (workspace: string, name = 'large.bin') => readFileSync(join(workspace, name), 'utf8');
const downloads = () => server.requests.filter(({ line }) => /^GET .*\/info\/lfs\/objects\/\w+$/.test(line)).length;

test('files kept in Git LFS come as pointers, and with their content when it is wanted', async () => {
  const store = newStore('by-path');
  for (const [lfs, content] of [
    ['false', expect.stringContaining('version https://git-lfs.github.com/spec/v1')],
    ['true', 'first'],
  ]) {
    const { context, checkout } = given({ repository: store.path, ref: 'main', lfs });
    await checkout();
    expect(read(context.workspace)).toEqual(content);
    const { stdout } = await execa('git', ['status', '--porcelain'], { cwd: context.workspace });
    expect(stdout).toBe('');
  }
});

test('the LFS server gets the token, no file does, and nothing is downloaded twice', async () => {
  const store = newStore('by-http');
  const inputs = { repository: 'bss/by-http', ref: 'main', lfs: 'true' };
  const first = given(inputs);
  await first.checkout();
  const { workspace } = first.context;
  expect([read(workspace), read(workspace, 'other.bin')]).toEqual(['first', 'other']);
  const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
  const toLfs = server.requests.filter(({ line }) => line.includes('/info/lfs/'));
  expect(toLfs.map(({ authorization }) => authorization.toLowerCase())).toEqual(
    toLfs.map(() => `basic ${encoded}`.toLowerCase()),
  );
  expect(contentOf(workspace).filter(([, text]) => text?.includes(token) || text?.includes(encoded))).toEqual([]);
  expect(downloads()).toBe(2);
  store.commit('Second', { files: { 'large.bin': 'second' } });
  await given(inputs, {}, workspace).checkout();
  expect([read(workspace), read(workspace, 'other.bin')]).toEqual(['second', 'other']);
  expect(downloads()).toBe(3);
});

test('a file that is not in the store is one clear failure, over HTTP and by path', async () => {
  const store = newStore('incomplete');
  rmSync(join(store.path, '.git/lfs/objects'), { recursive: true });
  for (const repository of ['bss/incomplete', store.path]) {
    await expect(given({ repository, ref: 'main', lfs: 'true' }).checkout()).rejects.toMatchObject({
      code: 'lfs-incomplete',
      headline: `Git LFS does not have all files of "${repository}"`,
    });
  }
});
