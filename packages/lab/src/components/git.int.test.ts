import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secondLab } from '../testing/second-lab.ts';

Object.assign(process.env, await secondLab());
const { createRepository, down, environment, up } = await import('../index.ts');

let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-git-test-'));
  await up(['git'], { log: () => {} });
  env = await environment();
});
afterAll(async () => {
  await down({ log: () => {} });
  await rm(dirname(process.env.SLIPWAY_LAB ?? ''), { recursive: true });
  await rm(folder, { recursive: true, force: true });
});

const author = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' };
const committer = { GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' };

async function git(args: readonly string[], authorization = `Bearer ${env.GIT_TOKEN}`) {
  const config = authorization === '' ? [] : ['-c', `http.extraHeader=Authorization: ${authorization}`];
  const settings = { ...author, ...committer, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execa('git', [...config, ...args], { cwd: folder, reject: false, env: settings });
}

/** A served repository with two commits of one file, the second of `size` bytes. */
async function served(name: string, size = 5): Promise<{ url: string; first: string }> {
  const { url } = await createRepository(`lab/${name}`);
  const work = join(folder, `${name}-work`);
  await git(['init', '--quiet', '--initial-branch=main', work]);
  for (const content of ['first', 'x'.repeat(size)]) {
    await writeFile(join(work, 'file'), content);
    await git(['-C', work, 'add', '.']);
    await git(['-C', work, 'commit', '--quiet', '--message', content.slice(0, 5)]);
  }
  const push = await git(['-C', work, 'push', '--quiet', url, 'main']);
  expect(push.stderr).toBe('');
  return { url, first: (await git(['-C', work, 'rev-parse', 'HEAD~1'])).stdout };
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const logins: readonly (readonly [name: string, authorization: () => string, code: number])[] = [
  ['a bearer token', () => `Bearer ${env.GIT_TOKEN}`, 0],
  ['the token as password of any user', () => basic('x-access-token', env.GIT_TOKEN ?? ''), 0],
  ['a token that is not known', () => 'Bearer wrong', 128],
  ['a wrong password', () => basic('x-access-token', 'wrong'), 128],
  ['the token as user', () => basic(env.GIT_TOKEN ?? '', ''), 128],
  ['no authorization', () => '', 128],
];

test.each(logins)('%s: clone and push end with what they should', async (name, authorization, code) => {
  const { url } = await served(`login-${name.replace(/\W+/g, '-')}`);
  const target = join(folder, `clone-${name.replace(/\W+/g, '-')}`);
  expect((await git(['clone', '--quiet', url, target], authorization())).exitCode).toBe(code);
  const work = join(folder, `login-${name.replace(/\W+/g, '-')}-work`);
  const push = await git(['-C', work, 'push', url, 'HEAD:refs/heads/other'], authorization());
  expect(push.exitCode).toBe(code);
});

test('a push larger than git sends at once arrives whole', async () => {
  const { url } = await createRepository('lab/large');
  const work = join(folder, 'large');
  await git(['init', '--quiet', '--initial-branch=main', work]);
  const noise = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 2_654_435_761) % 251));
  await writeFile(join(work, 'file'), noise);
  await git(['-C', work, 'add', '.']);
  await git(['-C', work, 'commit', '--quiet', '--message', 'large']);
  await git(['-C', work, '-c', 'core.compression=0', 'push', '--quiet', url, 'main']);
  await git(['clone', '--quiet', url, join(folder, 'large-clone')]);
  expect((await readFile(join(folder, 'large-clone/file'))).equals(noise)).toBe(true);
});

test('one commit of the past can be fetched by its hash, shallow and without blobs', async () => {
  const { url, first } = await served('hash', 100);
  const work = join(folder, 'hash');
  await git(['init', '--quiet', work]);
  const fetched = await git(['-C', work, 'fetch', '--quiet', '--depth=1', '--filter=blob:none', url, first]);
  expect(fetched.stderr).not.toContain('filtering not recognized');
  expect((await git(['-C', work, 'rev-list', '--count', 'FETCH_HEAD'])).stdout).toBe('1');
  const missing = await git(['-C', work, 'rev-list', '--objects', '--missing=print', 'FETCH_HEAD']);
  expect(missing.stdout).toMatch(/^\?/m);
});

test('a repository that is not there is told from one that may not be seen', async () => {
  expect((await git(['ls-remote', `${env.GIT_URL}/lab/none.git`])).stderr).toContain('not found');
  expect((await git(['ls-remote', `${env.GIT_URL}/lab/none.git`], '')).stderr).toMatch(/could not read Username/);
});

test('a request that is no path does not end the server', async () => {
  const headers = { authorization: `Bearer ${env.GIT_TOKEN}` };
  const { hostname, port } = new URL(env.GIT_URL ?? '');
  for (const path of ['//', '/%', '/a/b/../../../etc/passwd']) {
    const status = await new Promise<number>((resolve, reject) => {
      const call = request({ hostname, port, path, headers }, (answer) => resolve(answer.resume().statusCode ?? 0));
      call.once('error', reject).end();
    });
    expect(status, path).toBeGreaterThanOrEqual(400);
  }
  expect((await git(['ls-remote', (await served('alive')).url])).exitCode).toBe(0);
});

test.each(['../x', 'a', 'a/b/c', '-x', 'a/..', ''])('"%s" is no name of a repository', async (name) => {
  await expect(createRepository(name)).rejects.toThrow(`"${name}" is no owner/name of a repository.`);
});

test('a repository made again is empty', async () => {
  const { url } = await served('again');
  await createRepository('lab/again');
  expect((await git(['ls-remote', url])).stdout).toBe('');
});
