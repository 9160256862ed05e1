import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProcess } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findChanges } from './find-changes.ts';

// Real git: what a clone holds, and what it says when it does not, is git's own affair.

let context: TestContext;
let workspace: string;
beforeEach(async () => {
  context = testContext();
  workspace = await realpath(context.workspace);
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'protocol.file.allow=always'];

async function git(folder: string, ...args: string[]): Promise<string> {
  const result = await runProcess('git', [...person, ...args], { cwd: join(workspace, folder), env: context.env });
  if (result.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  return result.stdout.trim();
}

async function commit(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, folder, path)), { recursive: true });
    await writeFile(join(workspace, folder, path), content);
  }
  await git(folder, 'add', '-A');
  await git(folder, 'commit', '-q', '-m', 'Change');
  return git(folder, 'rev-parse', 'HEAD');
}

/** A repository with three commits on main: `A` has lines 1 to 3, then line 2 is another, then `b c/B` is new. */
async function start() {
  await mkdir(join(workspace, 'shop'));
  await git('shop', 'init', '-q', '-b', 'main');
  const first = await commit('shop', { A: '1\n2\n3\n' });
  const second = await commit('shop', { A: '1\nx\n3\n' });
  const third = await commit('shop', { 'b c/B': '1\n2\n' });
  return { first, second, third };
}

async function find(given: string, event: object = {}, eventName = 'push', folder = 'shop') {
  const eventPath = join(workspace, 'event.json');
  await writeFile(eventPath, JSON.stringify(event));
  const github = { ...context.github, eventName, eventPath };
  const changes = await findChanges(given, join(workspace, folder), workspace, { ...context, github });
  if (changes.kind !== 'known') return changes;
  return { since: changes.since, files: Object.fromEntries([...changes.files].map(([path, set]) => [path, [...set]])) };
}

test('a push is compared with the commit before it, by paths of the workspace, whatever git is set to', async () => {
  const { first } = await start();
  await git('shop', 'config', 'diff.noprefix', 'true');
  await git('shop', 'config', 'color.diff', 'always');
  const files = { 'shop/A': [2], 'shop/b c/B': [1, 2] };
  expect(await find('', { before: first })).toEqual({ since: first, files });
  expect(await find('', { before: first }, 'push', 'shop/b c')).toEqual({ since: first, files });
});

test('the input comes before the event', async () => {
  const { first, second } = await start();
  expect(await find(second, { before: first }, 'schedule')).toEqual({ since: second, files: { 'shop/b c/B': [1, 2] } });
});

test('a new branch is compared with where it left the default branch', async () => {
  const { third } = await start();
  await git('shop', 'checkout', '-q', '-b', 'feature');
  await commit('shop', { A: '1\nx\ny\n' });
  await git('shop', 'checkout', '-q', 'main');
  await commit('shop', { C: 'of others\n' });
  await git('shop', 'checkout', '-q', 'feature');
  const event = { before: '0'.repeat(40), repository: { default_branch: 'main' } };
  expect(await find('', event)).toEqual({ since: third, files: { 'shop/A': [3] } });
  expect(await find('', { ...event, repository: { default_branch: 'trunk' } })).toEqual({
    kind: 'unknown',
    why: 'the branch trunk is not in this clone',
  });
});

test('a pull request is compared with its base, and what others changed there meanwhile is not its own', async () => {
  const { third } = await start();
  await git('shop', 'checkout', '-q', '-b', 'feature');
  const head = await commit('shop', { A: '1\nx\ny\n' });
  await git('shop', 'checkout', '-q', 'main');
  const newer = await commit('shop', { C: 'of others\n' });
  const event = { pull_request: { base: { sha: third }, head: { sha: head } } };
  await git('shop', 'merge', '-q', '--no-ff', '--no-edit', 'feature');
  expect(await find('', event, 'pull_request')).toEqual({ since: newer, files: { 'shop/A': [3] } });
  await git('shop', 'checkout', '-q', head);
  expect(await find('', { pull_request: { base: { sha: newer }, head: { sha: head } } }, 'pull_request')).toEqual({
    since: third,
    files: { 'shop/A': [3] },
  });
});

test('a clone that is too shallow says so', async () => {
  const { first, second } = await start();
  await git('', 'clone', '-q', '--depth=2', `file://${workspace}/shop`, 'clone');
  expect(await find('', { before: second }, 'push', 'clone')).toMatchObject({ since: second });
  expect(await find('', { before: first }, 'push', 'clone')).toEqual({
    kind: 'unknown',
    why: `${first} is not in this clone, which is shallow: check out with fetch-depth 0`,
  });
});

test('a folder that is no checkout, and a runner without git', async () => {
  expect(await find('abcdef0', {}, 'push', '')).toEqual({
    kind: 'unknown',
    why: 'the project is in no checkout of git',
  });
  const env = { ...context.env, PATH: '' };
  expect(await findChanges('abcdef0', workspace, workspace, { ...context, env })).toEqual({
    kind: 'unknown',
    why: 'git is not on PATH',
  });
});
