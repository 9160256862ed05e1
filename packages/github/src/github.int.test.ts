import { afterEach, expect, test } from 'vitest';
import {
  type FakeGitHub,
  type GitHubWorld,
  notAccessible,
  rateLimited,
  repository,
  startGitHub,
} from '../../../test/fakes/github.ts';
import { GitHub } from './github.ts';

let fake: FakeGitHub | undefined;
afterEach(() => fake?.close());

async function open(world: GitHubWorld, options: { patience?: number; now?: () => Date } = {}) {
  fake = await startGitHub(world);
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  return { github: new GitHub({ apiUrl: fake.url, repository, token: 'ghs_1', say, ...options }), fake, said };
}

const jobs = [{ id: 1, name: 'build' }];
const run = (number: number, more: object = {}) => ({
  id: 100 + number,
  number,
  sha: `c${number}`,
  conclusion: 'success',
  jobs,
  ...more,
});

test('a run and its attempts are told apart; what is not there is undefined', async () => {
  const { github } = await open({ runs: [run(1, { conclusion: 'failure' }), run(1, { attempt: 2 })] });
  expect(await github.run(101, 1)).toMatchObject({ id: 101, workflowId: 5, number: 1, conclusion: 'failure' });
  expect(await github.run(101)).toMatchObject({ attempt: 2, conclusion: 'success', branch: 'main', actor: 'ada' });
  expect(await github.run(999)).toBeUndefined();
});

test('earlier runs come newest first over all pages, without later ones, other branches and forks', async () => {
  const runs = [
    ...[1, 2, 3, 4].map((number) => run(number)),
    run(5, { branch: 'other' }),
    run(6, { headRepository: 'fork/x' }),
    run(7),
    run(8),
  ];
  const { github, fake } = await open({ runs, pageSize: 2 });
  const seven = await github.run(107);
  const found: number[] = [];
  if (seven) for await (const { number } of github.runsBefore(seven)) found.push(number);
  expect(found).toEqual([4, 3, 2, 1]);
  expect(fake.asked.filter((path) => path.includes('/workflows/5/runs?branch=main'))).toHaveLength(4);
});

test('a reader that stops asks for no further page', async () => {
  const { github, fake } = await open({ runs: [1, 2, 3, 4, 5].map((number) => run(number)), pageSize: 1 });
  const five = await github.run(105);
  if (five) for await (const _ of github.runsBefore(five)) break;
  expect(fake.asked.filter((path) => path.includes('/workflows/'))).toHaveLength(2);
});

test('commits between two, with the account where GitHub knows it; none when one is gone', async () => {
  const commits = [
    { sha: 'a', name: 'Ada', email: 'ada@example.com' },
    { sha: 'b', name: 'Ben', email: 'ben@example.com', login: 'ben' },
    { sha: 'c', name: 'Renovate', email: 'bot@renovateapp.com', login: 'renovate[bot]', type: 'Bot' as const },
  ];
  const { github } = await open({ commits, pageSize: 1 });
  expect(await github.commitsBetween('a', 'c')).toEqual([
    { sha: 'b', name: 'Ben', email: 'ben@example.com', login: 'ben', isBot: false },
    { sha: 'c', name: 'Renovate', email: 'bot@renovateapp.com', login: 'renovate[bot]', isBot: true },
  ]);
  expect(await github.commitsBetween('gone', 'c')).toEqual([]);
  expect((await github.lastCommits('b', 1)).map(({ name }) => name)).toEqual(['Ben']);
  expect((await github.commitsOf('ben', 9)).map(({ sha }) => sha)).toEqual(['b']);
  expect(await github.commitsOf('nobody', 9)).toEqual([]);
});

test('annotations, logs, files and addresses', async () => {
  const annotations = [{ level: 'failure', message: 'Process completed with exit code 1.' }];
  const { github } = await open({
    runs: [run(1, { jobs: [{ id: 7, name: 'build', annotations, log: 'line\n' }] })],
    files: { '.mailmap': 'Ada <ada@example.com>\n'.repeat(9) },
    users: { ada: { email: 'ada@example.com' }, ben: { email: null } },
  });
  expect(await github.annotations(7)).toEqual([
    { level: 'failure', title: '', message: 'Process completed with exit code 1.', path: '.github', line: 1 },
  ]);
  expect(await github.log(7)).toBe('line\n');
  expect(await github.log(8)).toBeUndefined();
  expect(await github.file('.mailmap', 'main')).toBe('Ada <ada@example.com>\n'.repeat(9));
  expect(await github.file('none', 'main')).toBeUndefined();
  expect([await github.emailOf('ada'), await github.emailOf('ben'), await github.emailOf('none')]).toEqual([
    'ada@example.com',
    '',
    '',
  ]);
});

test('a short rate limit is waited for, and said', async () => {
  const limit = rateLimited({ 'retry-after': '0' });
  const { github, said } = await open({ runs: [run(1)], refuse: (_, count) => (count === 1 ? limit : undefined) });
  expect(await github.run(101)).toMatchObject({ id: 101 });
  expect(said).toEqual(["GitHub's rate limit is reached; asking again in 0 s"]);
});

test('a long rate limit ends the matter, with the time', async () => {
  const now = new Date('2026-07-11T09:30:00Z');
  const limit = rateLimited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now.getTime() / 1000 + 1800) });
  const { github } = await open({ refuse: () => limit }, { now: () => now });
  await expect(github.run(1)).rejects.toMatchObject({
    code: 'github-rate-limited',
    headline: "GitHub's rate limit is reached, for another 1801 s",
  });
});

test('a missing permission is named with what to grant', async () => {
  const { github } = await open({ refuse: () => notAccessible });
  await expect(github.run(1)).rejects.toMatchObject({
    code: 'github-refused',
    headline: `GitHub answers 403 for /api/v3/repos/${repository}/actions/runs/1`,
    reason: 'Resource not accessible by integration',
    advice: 'Give the job the permissions actions: read, checks: read and contents: read.',
  });
});

test('a bad token is a refusal', async () => {
  const { github } = await open({ token: 'another' });
  await expect(github.run(1)).rejects.toMatchObject({ code: 'github-refused', reason: 'Bad credentials' });
});

test('a page of another program is not taken for an answer', async () => {
  const { github } = await open({ refuse: () => ({ status: 200, body: '<html>' }) });
  await expect(github.run(1)).rejects.toMatchObject({ code: 'github-refused', headline: /is not GitHub's API$/ });
});

test('a next page on another server is not asked: the token would go there', async () => {
  const answer = { status: 200, headers: { link: '<https://evil.example/p2>; rel="next"' }, body: [] };
  const { github, fake } = await open({ refuse: () => answer });
  expect(await github.annotations(1)).toEqual([]);
  expect(fake.asked).toHaveLength(1);
});

test('an unreachable server is named', async () => {
  const github = new GitHub({ apiUrl: 'http://127.0.0.1:9', repository, token: '' });
  await expect(github.run(1)).rejects.toMatchObject({
    code: 'github-unreachable',
    headline: 'No answer from http://127.0.0.1:9',
  });
});
