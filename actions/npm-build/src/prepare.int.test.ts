import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { build, failureOf, layFiles, layProject } from './testing/project.ts';

let context: TestContext;
beforeEach(() => {
  context = testContext();
});
afterEach(() => context.end());

test.each([
  [{}, 'Bad input: working-directory: "." given; allowed: a folder with a package.json'],
  [{ 'working-directory': '/' }, 'Bad input: working-directory: "/" given; allowed: a folder inside the workspace'],
  [{ 'working-directory': 'no' }, 'Bad input: working-directory: "no" given; allowed: a folder with a package.json'],
])('an empty workspace with %j is refused', async (given, sentence) => {
  expect((await failureOf(build(context, given))).headline).toBe(sentence);
});

test.each(['{', '[]', '"shop"', 'null', ''])('a package.json with %j is refused', async (content) => {
  await layFiles(context.workspace, { 'package.json': content });
  const failure = await failureOf(build(context));
  expect(failure.headline).toContain('allowed: a folder whose package.json is well-formed');
  expect(failure.reason).not.toBe('');
});

test('a folder that leads out of the workspace is refused', async () => {
  const other = testContext();
  await layProject(other.workspace, {});
  await symlink(other.workspace, join(context.workspace, 'web'));
  const failure = await failureOf(build(context, { 'working-directory': 'web' }));
  expect(failure.headline).toContain('allowed: a folder inside the workspace');
});

test('everything that is missing is said at once', async () => {
  await layFiles(context.workspace, { 'package.json': '{"scripts": {"start": "vite", "unit": "vitest"}}' });
  const given = {
    'node-version': '99',
    'test-script': 'tests',
    'build-script': 'bundle',
    'deliver-script': 'deliver.sh',
  };
  const failure = await failureOf(build(context, given));
  expect(failure.headline).toBe('4 things are missing:');
  expect(failure.message).toContain('There is no lock file of npm');
  expect(failure.message).toContain('test-script: "tests" given; allowed: a script of package.json (start, unit)');
  expect(failure.message).toContain('build-script: "bundle" given');
  expect(failure.message).toContain('node-version: "99" given; allowed: a Node.js that is on this runner');
  expect(failure.message).toMatch(/- \d+\.\d+\.\d+ on PATH/);
  expect(failure.message).toContain('deliver-script: "deliver.sh" given');
});

test('a conflict that git left in the lock file is found before anything is installed', async () => {
  const lock = "lockfileVersion: '9.0'\n<<<<<<< HEAD\nimporters: {}\n=======\n>>>>>>> main\n";
  await layProject(context.workspace, {}, { 'pnpm-lock.yaml': lock });
  expect((await failureOf(build(context))).headline).toBe('pnpm-lock.yaml has a conflict of git in it, in line 2');
});

test('a package of a workspace has the lock file of its root', async () => {
  const lock = {
    name: 'root',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'root', workspaces: ['web'] },
      'node_modules/web': { resolved: 'web', link: true },
      web: { name: 'web', version: '1.0.0' },
    },
  };
  await layFiles(context.workspace, {
    'package.json': '{"name": "root", "workspaces": ["web"]}',
    'package-lock.json': JSON.stringify(lock),
    'web/package.json': '{"name": "web", "version": "1.0.0", "scripts": {"lint": "pwd"}}',
  });
  expect(await build(context, { 'working-directory': 'web' })).toMatchObject({ result: 'success' });
  expect(context.lines.map(({ text }) => text)).toContain(join(context.workspace, 'web'));
});

test("takes the newest Node.js of the runner's tool cache that fits", async () => {
  const cache = join(context.temp, 'tools');
  for (const version of ['88.1.0', '88.12.0', '89.0.0']) {
    const folder = join(cache, 'node', version, 'x64/bin');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'npm'), `#!/bin/sh\necho "npm of ${version}: $*"\n`);
    await chmod(join(folder, 'npm'), 0o755);
  }
  context = testContext({ environment: { RUNNER_TOOL_CACHE: cache } });
  await layProject(context.workspace, {});
  await build(context, { 'node-version': '88' });
  expect(context.lines.map(({ text }) => text)).toContain('npm of 88.12.0: ci --no-audit --no-fund');
});

test('a runner without Node.js is told so', async () => {
  context = testContext({ environment: { PATH: context.workspace } });
  await layProject(context.workspace, {});
  expect((await failureOf(build(context))).headline).toBe('There is no Node.js: "node" is not on the runner\'s PATH');
});
