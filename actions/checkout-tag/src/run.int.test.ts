import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cleanUp } from './clean-up.ts';
import { serveGit } from './testing/git-server.ts';
import { newRepository, type TestRepository, temporaryFolder } from './testing/repository.ts';
import { startService, token } from './testing/service.ts';

const { root, repository, server, tip, given } = await startService();
afterAll(() => server.close());

const push = (sha: string, ref = 'refs/heads/main') => ({
  GITHUB_SHA: sha,
  GITHUB_REF: ref,
  GITHUB_EVENT_NAME: 'push',
});

/** The tag by the documented command. */
const formula = (at: TestRepository, commit: string) =>
  at.git('log', '-1', '--format=%h.%ad', '--date=format:%Y%m%d-%H%M', commit);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('the commit of a push to main is checked out over HTTP and tagged as the documented command does', async () => {
  const { context, checkout } = given({}, push(tip));
  const outputs = await checkout();
  expect(outputs).toEqual({
    tag: formula(repository, tip),
    commit: tip,
    'short-commit': tip.slice(0, 7),
    'commit-date': '2026-07-11T23:50:00+05:45',
    branch: 'main',
    'is-main': true,
    'image-tags': [formula(repository, tip), 'latest'],
    'source-date-epoch': Date.parse('2026-07-11T23:50:00+05:45') / 1000,
    authors: ['Ada <ada@example.com>'],
    ref: 'refs/heads/main',
  });
  expect(outputs.tag).toBe(`${tip.slice(0, 7)}.20260711-2350`);
  expect(readFileSync(join(context.workspace, 'a.txt'), 'utf8')).toBe('aa');
  expect(readFileSync(join(context.workspace, '.git/HEAD'), 'utf8').trim()).toBe('ref: refs/heads/main');
  expect(context.summaries.join()).toContain(outputs.tag);
});

test('the token reaches the server, and no file, no argument and no log line', async () => {
  const { context, checkout } = given({}, push(tip));
  await checkout();
  const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');
  expect(server.requests.at(-1)?.authorization).toBe(`basic ${encoded}`);
  const written = filesBelow(context.workspace).map((file) => readFileSync(file, 'latin1'));
  const told = context.lines.map((line) => line.text);
  for (const secret of [token, encoded]) {
    expect([...written, ...told].filter((text) => text.includes(secret))).toEqual([]);
  }
});

test('the token is in no argument of git or of what git starts', async () => {
  // Every program that git may start tells its arguments; git finds its own in the folder of GIT_EXEC_PATH.
  const [folder, calls] = [temporaryFolder(), join(temporaryFolder(), 'calls')];
  const real = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  const writeProgram = (name: string) => {
    const script = `#!/bin/sh\nfor a in ${name} "$@"; do echo "$a" >> ${calls}; done\nexec ${join(real, name)} "$@"\n`;
    writeFileSync(join(folder, name), script, { mode: 0o755 });
  };
  for (const name of readdirSync(real)) {
    // What shell scripts read is no program.
    if (/^git-sh-/.test(name) || !name.startsWith('git')) symlinkSync(join(real, name), join(folder, name));
    else writeProgram(name);
  }
  const variables = { ...push(tip), GIT_EXEC_PATH: folder, PATH: `${folder}:${process.env.PATH}` };
  await given({ submodules: 'true' }, variables).checkout();
  const told = readFileSync(calls, 'utf8');
  expect(told).toContain(`git-remote-http\norigin\n${server.url}/bss/index`);
  expect(told).not.toMatch(new RegExp(`${token}|${Buffer.from(`x-access-token:${token}`).toString('base64')}`));
});

test('the token goes to no server but its own', async () => {
  const other = await serveGit(root);
  await given({ repository: `${other.url}/bss/index` }, push(tip)).checkout();
  expect(other.requests.map(({ authorization }) => authorization)).toEqual(other.requests.map(() => ''));
  await other.close();
});

test('persist-credentials leaves the token until the post step', async () => {
  const { context, checkout } = given({ 'persist-credentials': 'true' }, push(tip));
  await checkout();
  const config = () => readFileSync(join(context.workspace, '.git/config'), 'utf8');
  expect(config()).toContain(Buffer.from(`x-access-token:${token}`).toString('base64'));
  await cleanUp(context);
  expect(config()).not.toContain('extraheader');
  expect(config()).toContain('remote "origin"');
});

test('a path on this machine is a repository too, and the depth counts there', async () => {
  const { context, checkout } = given({ repository: repository.path, ref: 'main', path: 'service' });
  expect((await checkout()).commit).toBe(tip);
  expect(existsSync(join(context.workspace, 'service/.git/shallow'))).toBe(true);
});

test('a pull request is called by its source branch and never publishes latest', async () => {
  repository.git('update-ref', 'refs/pull/5/merge', tip);
  const github = { ...push(tip, 'refs/pull/5/merge'), GITHUB_EVENT_NAME: 'pull_request', GITHUB_HEAD_REF: 'main' };
  const outputs = await given({}, github).checkout();
  expect(outputs).toMatchObject({ tag: `${formula(repository, tip)}-main`, 'is-main': false, branch: 'main' });
});

test('the authors are those of the commits since the push before', async () => {
  const folder = temporaryFolder();
  const eventPath = join(folder, 'event.json');
  const before = repository.git('rev-list', '--max-parents=0', 'main');
  writeFileSync(
    eventPath,
    JSON.stringify({ before, commits: [{ author: { name: 'Eve', email: 'eve@example.com' } }] }),
  );
  const github = { ...push(tip), GITHUB_EVENT_PATH: eventPath };
  expect((await given({ 'fetch-depth': '0' }, github).checkout()).authors).toEqual(['Ada <ada@example.com>']);
  expect((await given({}, github).checkout()).authors).toEqual(['Eve <eve@example.com>']);
});

test('where the history is cut before the push began, the event says who wrote it', async () => {
  const folder = temporaryFolder();
  const cut = newRepository(join(root, 'bss', 'cut'));
  const before = cut.commit('Before');
  const workspace = temporaryFolder();
  await given({ repository: 'bss/cut', ref: 'main' }, {}, workspace).checkout();
  const names = ['One', 'Two', 'Three', 'Four'];
  for (const name of names) cut.commit(name, { author: `${name} <${name}@example.com>` });
  const commits = names.map((name) => ({ author: { name, email: `${name}@example.com` } }));
  const eventPath = join(folder, 'event.json');
  writeFileSync(eventPath, JSON.stringify({ before, commits }));
  const github = { ...push(cut.git('rev-parse', 'HEAD')), GITHUB_REPOSITORY: 'bss/cut', GITHUB_EVENT_PATH: eventPath };
  const { authors } = await given({ repository: 'bss/cut', 'fetch-depth': '2' }, github, workspace).checkout();
  expect(authors).toEqual(names.map((name) => `${name} <${name}@example.com>`).reverse());
});

test('only the chosen folders come with sparse-checkout and a filter', async () => {
  const { context, checkout } = given({ ref: 'main', 'sparse-checkout': 'docs', filter: 'blob:none' });
  await checkout();
  expect(readdirSync(join(context.workspace, 'docs'))).toEqual(['b.txt']);
  const patterns = given({ ref: 'main', 'sparse-checkout': '/docs/*.txt', filter: 'blob:none' });
  await patterns.checkout();
  const objects = ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype)'];
  const kinds = execFileSync('git', objects, { cwd: patterns.context.workspace, encoding: 'utf8' }).split('\n');
  expect(kinds.filter((kind) => kind === 'blob')).toHaveLength(1);
  expect(readdirSync(patterns.context.workspace).sort()).toEqual(['.git', 'docs']);
});

test('objects of a mirror on this machine are not fetched again', async () => {
  const { context, checkout } = given({ ref: 'main', reference: repository.path });
  await checkout();
  const alternates = join(context.workspace, '.git/objects/info/alternates');
  expect(readFileSync(alternates, 'utf8')).toBe(`${repository.path}/.git/objects\n`);
  expect(filesBelow(join(context.workspace, '.git/objects'))).toEqual([alternates]);
});

test('submodules on the same server get the token as well', async () => {
  const parent = newRepository(join(root, 'bss', 'parent'));
  // Added from its path: a git that we wait for cannot be served by this process.
  parent.git('-c', 'protocol.file.allow=always', 'submodule', 'add', repository.path, 'sub');
  parent.git('config', '--file', '.gitmodules', 'submodule.sub.url', `${server.url}/bss/index`);
  parent.commit('Submodule');
  const { context, checkout } = given({ repository: 'bss/parent', submodules: 'true' });
  await checkout();
  expect(readFileSync(join(context.workspace, 'sub/a.txt'), 'utf8')).toBe('aa');
});

test('a server that fails for a moment is asked again', async () => {
  server.fail(503, 1);
  expect((await given({ ref: 'main' }).checkout()).commit).toBe(tip);
});
