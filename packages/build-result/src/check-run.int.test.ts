import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, expect, test } from 'vitest';
import { type FakeGitHub, type GitHubWorld, repository, startGitHub } from '../../../test/fakes/github.ts';
import type { BuildAccount, LocatedTest } from './account.ts';
import { publishCheckRun } from './check-run.ts';

let fake: FakeGitHub | undefined;
afterEach(() => fake?.close());

const failed: LocatedTest = {
  ...{ className: 'p.ATest', name: 'adds', file: '', time: 0, outcome: 'failed', flaky: false },
  ...{ message: 'no', type: '', stackTrace: 'no\n\tat p.ATest.adds(ATest.java:3)' },
  at: { file: 'src/test/java/p/ATest.java', line: 3 },
};
const account: BuildAccount = {
  verdict: { result: 'unstable', reasons: ['1 of 3 tests failed'] },
  totals: { total: 3, passed: 2, failed: 1, skipped: 0 },
  tests: [failed, { ...failed, name: 'elsewhere', at: undefined }],
  coverage: { lines: { covered: 1, missed: 1 }, branches: { covered: 0, missed: 0 } },
  ...{ modules: [], changed: { kind: 'none', why: '' }, artifact: undefined, problems: [], duration: 1 },
};

async function publish(world: GitHubWorld, more: Partial<BuildAccount> = {}, event: object = {}, checkName = '') {
  fake = await startGitHub({ token: 'ghs_1', ...world });
  const run = { GITHUB_REPOSITORY: repository, GITHUB_SHA: 'c1', GITHUB_RUN_ID: '7', GITHUB_JOB: 'build' };
  const context: TestContext = testContext({ environment: { ...run, GITHUB_API_URL: fake.url } });
  const eventPath = join(context.workspace, 'event.json');
  await writeFile(eventPath, JSON.stringify(event));
  const github = { ...context.github, eventPath };
  await publishCheckRun('Maven', { ...account, ...more }, { githubToken: 'ghs_1', checkName }, { ...context, github });
  return { lines: context.lines, made: fake.checkRuns[0] };
}

test('an unstable build is neutral, with the failing tests on their lines', async () => {
  const { made, lines } = await publish({});
  expect(made).toMatchObject({
    ...{ name: 'build tests', head_sha: 'c1', status: 'completed', conclusion: 'neutral' },
    details_url: `https://github.com/${repository}/actions/runs/7`,
    output: { title: '1 of 3 tests failed', summary: expect.stringContaining('Maven build: unstable') },
  });
  const annotation = { path: 'src/test/java/p/ATest.java', start_line: 3, annotation_level: 'warning' };
  expect(made?.annotations).toEqual([expect.objectContaining({ ...annotation, title: 'ATest.adds' })]);
  expect(lines).toEqual([{ level: 'info', text: 'Check run "build tests": neutral' }]);
});

test.each([
  ['success', 'success', '2 tests passed, line coverage 50.0 %'],
  ['failure', 'failure', 'Maven build failed'],
] as const)('a build that is a %s is a %s', async (result, conclusion, title) => {
  const { made } = await publish({}, { verdict: { result, reasons: [] } });
  expect(made).toMatchObject({ conclusion, output: { title } });
});

test('the check of a pull request stands at its head, by the name that is given', async () => {
  const event = { pull_request: { base: { sha: 'b1' }, head: { sha: 'h1' } } };
  const { made } = await publish({}, {}, event, 'bss.index tests');
  expect(made).toMatchObject({ name: 'bss.index tests', head_sha: 'h1' });
});

test('without the right it is one line, with a bad token a warning; the build ends as it would', async () => {
  const right = await publish({ mayWriteChecks: false });
  expect(right.lines).toEqual([{ level: 'info', text: 'No check run: the token has no right checks: write' }]);
  fake?.close();
  const bad = await publish({ token: 'another' });
  expect(bad.lines).toEqual([{ level: 'warning', text: expect.stringContaining('Bad credentials') }]);
});

test('without a token GitHub is not asked', async () => {
  const context = testContext({ environment: { GITHUB_REPOSITORY: repository, GITHUB_API_URL: 'http://127.0.0.1:9' } });
  await publishCheckRun('Maven', account, { githubToken: '', checkName: '' }, context);
  expect(context.lines).toEqual([]);
});
