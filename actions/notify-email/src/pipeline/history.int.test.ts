import { GitHub } from '@slipway/github';
import { afterEach, expect, test } from 'vitest';
import {
  type FakeGitHub,
  type FakeJob,
  type FakeRun,
  type GitHubWorld,
  notAccessible,
  repository,
  startGitHub,
} from '../../../../test/fakes/github.ts';
import { unstableTitle } from './forerunners.ts';
import { gitHubHistory } from './history.ts';
import { findOwnRun } from './own-run.ts';

let fake: FakeGitHub | undefined;
afterEach(() => fake?.close());

let nextId = 1000;
const job = (name: string, more: Partial<FakeJob> = {}): FakeJob => ({ id: nextId++, name, ...more });
const mailer = 'build / mail about bss.index';
/** A run whose caller has a build and a deployment; each may end in its own way. */
function run(
  number: number,
  build: string,
  deploy: string,
  more: Partial<FakeRun> = {},
  marks: Partial<FakeJob> = {},
): FakeRun {
  const jobs = [
    job('build / bss.index', { conclusion: build }),
    job(mailer, marks),
    job('deploy / bss.index to dev', { conclusion: deploy }),
    job('deploy / mail about bss.index to dev'),
  ];
  const conclusion = [build, deploy].find((each) => each !== 'success') ?? 'success';
  return { id: 100 + number, number, sha: `c${number}`, conclusion, jobs, ...more };
}
const own = (number: number, more: Partial<FakeRun> = {}): FakeRun => ({
  ...run(number, 'failure', 'skipped'),
  jobs: [
    job('build / bss.index', { conclusion: 'failure' }),
    job(mailer, { status: 'in_progress', conclusion: null, runner: 'me' }),
  ],
  conclusion: null,
  ...more,
});
const unstable: Partial<FakeJob> = { annotations: [{ level: 'notice', title: unstableTitle, message: 'is unstable' }] };

async function open(runs: readonly FakeRun[], world: GitHubWorld = {}, runAttempt = '1') {
  fake = await startGitHub({ ...world, runs });
  const github = new GitHub({ apiUrl: fake.url, repository, token: 'ghs_1' });
  const found = await findOwnRun(github, { runId: String(runs.at(-1)?.id), runAttempt, runnerName: 'me' });
  if (found === undefined) throw new Error('not found');
  return { own: found, history: gitHubHistory(github, found), asked: fake.asked };
}

test('the job that mails is the one that runs on this runner, and it reports on its own call only', async () => {
  const { own: found } = await open([own(9)]);
  expect(found.job?.name).toBe(mailer);
  expect(found.others.map(({ name }) => name)).toEqual(['build / bss.index']);
});

test.each<[string, FakeRun[], string]>([
  ['no run', [], 'none'],
  ['a success', [run(1, 'success', 'success')], 'success'],
  ['a failure', [run(1, 'failure', 'skipped')], 'failure'],
  ['a timeout', [run(1, 'timed_out', 'skipped')], 'failure'],
  ['a build that succeeded in a run whose deployment failed', [run(1, 'success', 'failure')], 'success'],
  ['an unstable run', [run(1, 'success', 'success', {}, unstable)], 'unstable'],
  ['a cancelled run after a failure', [run(1, 'failure', 'skipped'), run(2, 'cancelled', 'skipped')], 'failure'],
  ['only cancelled runs', [run(1, 'cancelled', 'skipped')], 'none'],
  ['a run that did nothing', [run(1, 'failure', 'skipped'), run(2, 'skipped', 'skipped')], 'failure'],
  ['a run on another branch', [run(1, 'failure', 'skipped', { branch: 'other' })], 'none'],
  [
    'a run about another service',
    [
      run(1, 'failure', 'x'),
      { ...run(2, 'success', 'x'), jobs: [job('build / bss.menu'), job('build / mail about bss.menu')] },
    ],
    'failure',
  ],
])('before was %s', async (_, runs, previous) => {
  const { history } = await open([...runs, own(9)]);
  expect(await history.previous()).toBe(previous);
});

test('for a repeated run the earlier attempt is what was before', async () => {
  const first = run(9, 'failure', 'skipped');
  const { history } = await open([run(1, 'success', 'success'), first, own(9, { attempt: 2 })], {}, '2');
  expect(await history.previous()).toBe('failure');
});

const unsent: Partial<FakeJob> = {
  annotations: [{ level: 'warning', title: 'notify-email: server-unreachable', message: 'No mail was sent.' }],
};

test.each<[string, FakeRun[], string, string]>([
  ['a failure', [run(1, 'success', 'x'), run(2, 'failure', 'x')], 'failure', 'failure'],
  ['a failure without a mail', [run(1, 'success', 'x'), run(2, 'failure', 'x', {}, unsent)], 'failure', 'success'],
  ['the first run, without a mail', [run(1, 'failure', 'x', {}, unsent)], 'failure', 'none'],
  ['a repair without a mail', [run(1, 'failure', 'x'), run(2, 'success', 'x', {}, unsent)], 'success', 'failure'],
])('after %s what was before and what was told are two things', async (_, runs, previous, told) => {
  const { history } = await open([...runs, own(9)]);
  expect([await history.previous(), await history.told()]).toEqual([previous, told]);
});

test('without checks: read every mail counts as sent', async () => {
  const { history } = await open([run(1, 'success', 'x'), run(2, 'failure', 'x', {}, unsent), own(9)], {
    refuse: (path) => (path.includes('/check-runs/') ? notAccessible : undefined),
  });
  expect(await history.told()).toBe('failure');
});

test('without checks: read an unstable run counts as a success', async () => {
  const { history } = await open([run(1, 'success', 'success', {}, unstable), own(9)], {
    refuse: (path) => (path.includes('/check-runs/') ? notAccessible : undefined),
  });
  expect(await history.previous()).toBe('success');
});

const commits = [1, 2, 3, 4, 9].map((number) => ({
  sha: `c${number}`,
  name: `Author ${number}`,
  email: `a${number}@example.com`,
}));
const names = (people: readonly { name: string }[]) => people.map(({ name }) => name);

test('culprits are all who committed since the last success', async () => {
  const runs = [run(1, 'success', 'x'), run(2, 'success', 'failure'), run(3, 'failure', 'x'), run(4, 'cancelled', 'x')];
  const { history } = await open([...runs, own(9)], { commits });
  expect(names(await history.culprits())).toEqual(['Author 3', 'Author 4', 'Author 9']);
});

test('where nothing ever succeeded, culprits reach back to the first run', async () => {
  const { history } = await open([run(2, 'failure', 'x'), run(3, 'failure', 'x'), own(9)], { commits });
  expect(names(await history.culprits())).toEqual(['Author 3', 'Author 4', 'Author 9']);
});

test('previous are those who committed in the run before, and who started it', async () => {
  const { history } = await open([run(2, 'success', 'x'), run(4, 'failure', 'x', { actor: 'cleo' }), own(9)], {
    commits,
  });
  expect(names(await history.previousPeople())).toEqual(['Author 3', 'Author 4', 'cleo']);
});

test.each([
  ['is not known where all are cancelled and there are more', 21, 'unknown'],
  ['was none where all are cancelled and there are no more', 20, 'none'],
])('what was before the last twenty runs %s', async (_, count, previous) => {
  const cancelled = Array.from({ length: count }, (_, index) => run(index + 1, 'cancelled', 'skipped'));
  const { history } = await open([...cancelled, own(50)]);
  expect(await history.previous()).toBe(previous);
  // Asked again, the search does not begin anew.
  await history.culprits();
  expect(await history.previous()).toBe(previous);
});

test('runs that did nothing, or were about another service, count among the twenty', async () => {
  const skipped = Array.from({ length: 10 }, (_, index) => run(index + 2, 'skipped', 'skipped'));
  const others = skipped.map(({ number }) => ({ ...run(number + 10, 'success', 'x'), jobs: [job('build / mail')] }));
  const { history } = await open([run(1, 'failure', 'skipped'), ...skipped, ...others, own(50)]);
  expect(await history.previous()).toBe('unknown');
});

test('looking back ends after twenty runs', async () => {
  const failures = Array.from({ length: 40 }, (_, index) => run(index + 1, 'failure', 'x'));
  const { history, asked } = await open([...failures, own(50)], { commits });
  await history.culprits();
  expect(asked.filter((path) => path.includes('/jobs?')).length).toBe(21);
});
