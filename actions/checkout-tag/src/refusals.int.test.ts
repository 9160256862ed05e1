import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { smallDisk } from '@slipway/runner/testing';
import { execa } from 'execa';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { newRepository, temporaryFolder } from './testing/repository.ts';
import { startService } from './testing/service.ts';

const { root, repository, server, tip, given } = await startService();
afterAll(() => server.close());

test.for<[string, Record<string, string>, string, string]>([
  ['a wrong token', { token: 'wrong-token' }, 'login-refused', 'The server refuses the login for "bss/index"'],
  ['an unknown repository', { repository: 'bss/none' }, 'repository-not-found', 'There is no repository "bss/none"'],
  ['an unknown branch', { ref: 'no-such' }, 'unknown-ref', '"bss/index" has no ref "no-such"'],
  ['an unknown commit', { ref: '1'.repeat(40) }, 'unknown-ref', `does not give out commit ${'1'.repeat(40)}`],
  ['a missing path', { repository: '/no/such/repo' }, 'repository-not-found', 'There is no repository "/no/such/repo"'],
])('%s is one clear failure, and nothing half-done stays', async ([, inputs, code, sentence]) => {
  const { context, checkout } = given({ path: 'a/b', ...inputs });
  await expect(checkout()).rejects.toMatchObject({ code, headline: expect.stringContaining(sentence) });
  expect(existsSync(join(context.workspace, 'a'))).toBe(false);
});

test('a tag that is no commit is one clear failure', async () => {
  repository.git('tag', 'only-a-file', 'main:a.txt');
  await expect(given({ ref: 'only-a-file' }).checkout()).rejects.toMatchObject({
    code: 'unknown-ref',
    headline: expect.stringContaining('"only-a-file"'),
  });
});

test('a repository with names by SHA-256 is one clear failure', async () => {
  const path = join(root, 'bss', 'sha256');
  await execa('git', ['init', '-q', '--object-format=sha256', '--initial-branch=main', path]);
  newRepository(path).commit('First');
  await expect(given({ repository: 'bss/sha256', ref: 'main' }).checkout()).rejects.toThrow(
    '"bss/sha256" names its commits by SHA-256, which checkout-tag cannot check out',
  );
});

test('a server whose certificate nobody knows is one clear failure, and trusted with its authority', async () => {
  const folder = temporaryFolder();
  const [key, crt] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
  const names = ['-subj', '/CN=git', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const fresh = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  await execa('openssl', [...fresh, ...names, '-keyout', key, '-out', crt]);
  const plain = new URL(server.url);
  const tls = createServer({ key: readFileSync(key), cert: readFileSync(crt) }, (socket) => {
    const onward = connect(Number(plain.port), plain.hostname);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(tls, 'listening');
  onTestFinished(() => void tls.close());
  const inputs = { 'server-url': `https://127.0.0.1:${(tls.address() as AddressInfo).port}`, ref: 'main' };
  await expect(given(inputs).checkout()).rejects.toMatchObject({
    code: 'server-not-trusted',
    headline: 'The certificate of the server of "bss/index" is not trusted',
  });
  expect((await given(inputs, { GIT_SSL_CAINFO: crt }).checkout()).commit).toBe(tip);
});

test.for<[string, string]>([
  ['400k', 'its objects'],
  ['1200k', 'its files'],
])('a disk of %s, too small for %s, is said to be full', async ([size]) => {
  const large = newRepository(join(root, 'bss', `large-${size}`));
  large.commit('Large', { files: { large: randomBytes(800_000).toString('latin1') } });
  const { context, checkout } = given({ repository: `bss/large-${size}`, ref: 'main' });
  onTestFinished(await smallDisk(context.workspace, size));
  await expect(checkout()).rejects.toMatchObject({
    code: 'disk-full',
    headline: `The runner's disk is full; "bss/large-${size}" cannot be checked out`,
  });
});

test('an empty repository is said to be empty', async () => {
  newRepository(join(root, 'bss', 'empty'));
  await expect(given({ repository: 'bss/empty' }).checkout()).rejects.toMatchObject({ code: 'empty-repository' });
});

test('a server that is not there is asked three times, then named', async () => {
  const { checkout } = given({ 'server-url': 'http://127.0.0.1:9', ref: 'main' });
  await expect(checkout()).rejects.toMatchObject({ code: 'server-unreachable' });
});

test('a folder with files that are no checkout is left alone', async () => {
  const { context, checkout } = given({ ref: 'main' });
  writeFileSync(join(context.workspace, 'precious'), 'x');
  await expect(checkout()).rejects.toThrow('path: "." holds files but is no git checkout\nFound there: precious');
  expect(readdirSync(context.workspace)).toEqual(['precious']);
});

test('a checkout of another repository is left alone', async () => {
  const first = given({ ref: 'main' });
  await first.checkout();
  const second = given({ repository: repository.path, ref: 'main' }, {}, first.context.workspace);
  await expect(second.checkout()).rejects.toThrow('is a checkout of another repository');
});

test('local changes are named when they may not be removed', async () => {
  const first = given({ ref: 'main' });
  await first.checkout();
  const { workspace } = first.context;
  writeFileSync(join(workspace, 'a.txt'), 'mine');
  const second = given({ ref: 'main', clean: 'false' }, {}, workspace);
  await expect(second.checkout()).rejects.toThrow('has local changes, and "clean" is false\n M a.txt');
  expect(readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe('mine');
});

test('a path out of the workspace is refused, through a link too', async () => {
  await expect(given({ path: '../elsewhere' }).checkout()).rejects.toMatchObject({ code: 'outside-workspace' });
  const { context, checkout } = given({ path: 'link/new' });
  const outside = temporaryFolder();
  mkdirSync(context.workspace, { recursive: true });
  symlinkSync(outside, join(context.workspace, 'link'));
  await expect(checkout()).rejects.toMatchObject({ code: 'outside-workspace' });
  expect(readdirSync(outside)).toEqual([]);
});

test("a fork's commit is refused in pull_request_target", async () => {
  const eventPath = join(temporaryFolder(), 'event.json');
  const head = { sha: tip, repo: { id: 2, full_name: 'mallory/index' } };
  writeFileSync(eventPath, JSON.stringify({ repository: { id: 1 }, pull_request: { head } }));
  const github = { GITHUB_EVENT_NAME: 'pull_request_target', GITHUB_EVENT_PATH: eventPath };
  await expect(given({ ref: tip }, github).checkout()).rejects.toMatchObject({ code: 'unsafe-checkout' });
});
