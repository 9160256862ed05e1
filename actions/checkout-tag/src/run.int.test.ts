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

test.for([
  ['short', '1'],
  ['full', '0'],
])('odd histories have the documented tag with a %s history', async ([, depth = '']) => {
  const odd = newRepository(join(root, 'odd', `histories${depth}`));
  const first = odd.commit('First', { date: '2026-02-28T23:59:59-1130', files: { x: '1' } });
  odd.git('checkout', '-q', '-b', 'feature/login');
  odd.commit('Side', { date: '2025-12-31T23:59:00+1400', files: { y: '2' } });
  odd.git('checkout', '-q', 'main');
  odd.commit('Main', { date: '2026-01-01T00:00:00+0000', files: { z: '3' } });
  odd.git('merge', '-q', '--no-ff', '-m', 'Merge', 'feature/login');
  const merge = odd.git('rev-parse', 'HEAD');
  odd.git('tag', '-a', 'v1', '-m', 'v1', first);
  const long = `topic/${'long-'.repeat(38)}end`;
  odd.git('branch', long, first);
  odd.git('checkout', '-q', '--orphan', 'orphan@home');
  const orphan = odd.commit('Orphan', { date: '1970-01-02T03:04:05+0000' });
  odd.git('checkout', '-q', '--orphan', 'nothing');
  odd.git('rm', '-rfq', '.');
  const nothing = odd.commit('No file at all', { date: '2026-03-29T02:30:00+0100' });
  odd.git('checkout', '-q', '-b', 'amended');
  odd.git('commit', '-q', '--amend', '--no-edit', '--allow-empty', '--date=2019-02-03T04:05:06-0930');
  odd.git('checkout', '-q', 'orphan@home');
  const name = `odd/histories${depth}`;
  const tagOf = async (ref: string) => {
    const outputs = await given({ repository: name, ref, 'fetch-depth': depth }).checkout();
    return [outputs.tag, outputs.branch, outputs['is-main']];
  };
  expect(await tagOf('main')).toEqual([formula(odd, merge), 'main', true]);
  expect(await tagOf('feature/login')).toEqual([
    `${formula(odd, 'feature/login')}-feature_login`,
    'feature/login',
    false,
  ]);
  expect(await tagOf('v1')).toEqual([formula(odd, first), '', false]);
  expect(await tagOf('refs/tags/v1')).toEqual([formula(odd, first), '', false]);
  expect(await tagOf(first)).toEqual([formula(odd, first), '', false]);
  expect(await tagOf(long)).toEqual([`${formula(odd, first)}-topic_long-long-long`, long, false]);
  expect(await tagOf('amended')).toEqual([`${formula(odd, 'amended')}-amended`, 'amended', false]);
  expect(formula(odd, 'amended')).toMatch(/\.20190203-0405$/);
  expect(await tagOf('nothing')).toEqual([`${formula(odd, nothing)}-nothing`, 'nothing', false]);
  expect(await tagOf('orphan@home')).toEqual([`${formula(odd, orphan)}-orphan_home`, 'orphan@home', false]);
  expect(await tagOf('')).toEqual([`${formula(odd, orphan)}-orphan_home`, 'orphan@home', false]);
  odd.git('checkout', '-q', '--detach', merge);
  expect(await tagOf('')).toEqual([formula(odd, merge), '', false]);
});

test('any commit has the tag of the documented command', async () => {
  const many = newRepository(join(root, 'odd', 'many'));
  // A generator of its own, so that a failure can be had again.
  let state = 20261125;
  const random = (limit: number) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state % limit;
  };
  const two = (value: number) => String(value).padStart(2, '0');
  for (let count = 0; count < 12; count += 1) {
    const day = `${1970 + random(130)}-${two(1 + random(12))}-${two(1 + random(28))}`;
    const zone = `${random(2) === 0 ? '+' : '-'}${two(random(14))}${['00', '30', '45'][random(3)]}`;
    const date = `${day}T${two(random(24))}:${two(random(60))}:${two(random(60))}${zone}`;
    const commit = many.commit(`Commit ${count}`, { date, files: { x: String(count) } });
    const outputs = await given({ repository: 'odd/many', ref: commit }).checkout();
    expect([date, outputs.tag]).toEqual([date, formula(many, commit)]);
  }
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
