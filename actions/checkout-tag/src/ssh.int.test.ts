import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requirePackages } from '@slipway/lab';
import { afterAll, expect, test } from 'vitest';
import { newLfsRepository, newRepository, temporaryFolder } from './testing/repository.ts';
import { addSubmodule, contentOf } from './testing/reused.ts';
import { startService, token } from './testing/service.ts';
import { serveSsh } from './testing/ssh-server.ts';

await requirePackages(['git-lfs']);
const { root, repository, server: http, tip, given } = await startService();
const server = await serveSsh(root, { url: http.url, token });
afterAll(() => Promise.all([server[Symbol.asyncDispose](), http.close()]));

/** ssh on a machine of its own: it tells what it is called with, and knows only the hosts in a file. */
function machine() {
  const folder = temporaryFolder();
  const [calls, knownHosts] = [join(folder, 'calls'), join(folder, 'known_hosts')];
  const configuration = join(folder, 'ssh_config');
  writeFileSync(configuration, `UserKnownHostsFile ${knownHosts}\nGlobalKnownHostsFile /dev/null\n`);
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\necho "$@" >> ${calls}\nexec /usr/bin/ssh -F ${configuration} "$@"\n`);
  chmodSync(join(folder, 'ssh'), 0o755);
  return { env: { PATH: `${folder}:${process.env.PATH}` }, calls, knownHosts };
}

const otherHostKey = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const asGiven = { 'server-url': server.url, token: '', 'ssh-key': server.keys.right, ref: 'main' };
const strict = { ...asGiven, 'ssh-known-hosts': server.knownHost };

test('the right key lets in, and is in no argument, no line and, at the end, in no file', async () => {
  const { env, calls, knownHosts } = machine();
  const { context, checkout } = given(strict, env);
  expect((await checkout()).commit).toBe(tip);
  expect(readFileSync(join(context.workspace, 'a.txt'), 'utf8')).toBe('aa');
  const secret = server.keys.right.split('\n')[2] ?? '';
  expect(secret).toHaveLength(70);
  expect(readFileSync(calls, 'utf8')).not.toContain(secret);
  expect(context.lines.filter(({ text }) => text.includes(secret))).toEqual([]);
  expect(context.masked).toContain(server.keys.right.trim());
  const holding = () => contentOf(context.workspace).filter(([, content]) => content?.includes(secret));
  expect(holding()).toHaveLength(1);
  await context.end();
  expect(holding()).toEqual([]);
  expect(existsSync(knownHosts)).toBe(false);
});

test('without known hosts a host is trusted when it is seen first, and refused once its key is another', async () => {
  const { env, knownHosts } = machine();
  expect((await given(asGiven, env).checkout()).commit).toBe(tip);
  const [host, kind] = server.knownHost.split(' ');
  expect(readFileSync(knownHosts, 'utf8').trim()).toBe(server.knownHost);
  writeFileSync(knownHosts, `${host} ${kind} ${otherHostKey}\n`);
  await expect(given(asGiven, env).checkout()).rejects.toMatchObject({
    code: 'server-not-trusted',
    headline: 'The ssh host key of the server of "bss/index" is not the one known here',
  });
});

test.for<[string, Record<string, string>, string, string, string]>([
  [
    'a host that is not known',
    { 'ssh-known-hosts': `git.example.com ssh-ed25519 ${otherHostKey}` },
    'server-not-trusted',
    'The ssh host key of the server of "bss/index" is not among those known here',
    'Put it into "ssh-known-hosts"',
  ],
  [
    'a host with another key',
    { 'ssh-known-hosts': server.knownHost.replace(/\S+$/, otherHostKey) },
    'server-not-trusted',
    'The ssh host key of the server of "bss/index" is not the one known here',
    'put the new one into "ssh-known-hosts"',
  ],
  [
    'a wrong key',
    { 'ssh-key': server.keys.wrong },
    'login-refused',
    'The server refuses the login for "bss/index"',
    '(or "ssh-key")',
  ],
  [
    'a key that is none',
    { 'ssh-key': 'no key' },
    'login-refused',
    'The server refuses the login for "bss/index"',
    '(or "ssh-key")',
  ],
  [
    'a repository that is not there',
    { repository: 'bss/none' },
    'repository-not-found',
    'There is no repository "bss/none", or the login given may not see it',
    'Check "repository"',
  ],
])('%s is one clear failure, after one attempt', async ([, inputs, code, headline, advice]) => {
  const { env, calls } = machine();
  const { context, checkout } = given({ ...strict, ...inputs }, env);
  const failure = { code, headline, advice: expect.stringContaining(advice) };
  await expect(checkout()).rejects.toMatchObject(failure);
  expect(readFileSync(calls, 'utf8').trim().split('\n')).toHaveLength(1);
  expect(existsSync(join(context.workspace, '.git'))).toBe(false);
});

test('an ssh server that is not there is asked three times, and named', async () => {
  const { env, calls } = machine();
  const { checkout } = given({ ...strict, 'server-url': server.url.replace(/\d+$/, '9') }, env);
  await expect(checkout()).rejects.toMatchObject({
    code: 'server-unreachable',
    headline: 'The server of "bss/index" does not answer as it should',
    reason: expect.stringContaining('port 9: Connection refused'),
  });
  expect(readFileSync(calls, 'utf8').trim().split('\n')).toHaveLength(3);
});

test('submodules of submodules come over ssh too, by addresses relative to their parent', async () => {
  const middle = newRepository(join(root, 'bss', 'middle'));
  const outer = newRepository(join(root, 'bss', 'outer'));
  addSubmodule(middle, repository, '../index.git');
  addSubmodule(outer, middle, '../middle.git');
  const inputs = { ...strict, repository: 'bss/outer' };
  const filesOf = async (submodules: string) => {
    const { context, checkout } = given({ ...inputs, submodules }, machine().env);
    await checkout();
    return ['middle/.gitmodules', 'middle/index/a.txt'].filter((file) => existsSync(join(context.workspace, file)));
  };
  expect(await filesOf('false')).toEqual([]);
  expect(await filesOf('true')).toEqual(['middle/.gitmodules']);
  expect(await filesOf('recursive')).toEqual(['middle/.gitmodules', 'middle/index/a.txt']);
});

test('files kept in Git LFS come over HTTP, with the login that the ssh server gives for it', async () => {
  newLfsRepository(join(root, 'bss', 'large')).commit('First', { files: { 'large.bin': 'large' } });
  const { context, checkout } = given({ ...strict, repository: 'bss/large', lfs: 'true' }, machine().env);
  await checkout();
  expect(readFileSync(join(context.workspace, 'large.bin'), 'utf8')).toBe('large');
});
