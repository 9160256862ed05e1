import { afterEach, expect, test } from 'vitest';
import { type FakeGitHub, type GitHubWorld, rateLimited, repository, startGitHub } from '../../../test/fakes/github.ts';
import { type CheckRun, createCheckRun } from './check-runs.ts';

let fake: FakeGitHub | undefined;
afterEach(() => fake?.close());

async function create(world: GitHubWorld, more: Partial<CheckRun> = {}) {
  fake = await startGitHub(world);
  const run: CheckRun = {
    name: 'bss.index tests',
    headSha: 'c1',
    conclusion: 'neutral',
    detailsUrl: 'https://github.example.com/run',
    title: '1 of 2 tests failed',
    summary: '### unstable',
    annotations: [],
    ...more,
  };
  return createCheckRun(run, { apiUrl: fake.url, repository, token: 'ghs_1' });
}

const annotations = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    path: 'src/A.java',
    line: at + 1,
    level: 'warning' as const,
    title: 'ATest.a',
    message: 'no',
  }));

test('a check run is completed at once, with its annotations', async () => {
  expect(await create({ token: 'ghs_1' }, { annotations: annotations(1) })).toBe(true);
  expect(fake?.checkRuns).toEqual([
    {
      id: 4000,
      name: 'bss.index tests',
      head_sha: 'c1',
      status: 'completed',
      conclusion: 'neutral',
      details_url: 'https://github.example.com/run',
      output: { title: '1 of 2 tests failed', summary: '### unstable' },
      annotations: [
        {
          path: 'src/A.java',
          start_line: 1,
          end_line: 1,
          annotation_level: 'warning',
          title: 'ATest.a',
          message: 'no',
        },
      ],
    },
  ]);
});

test.each([
  [50, 1, 50],
  [51, 2, 51],
  [120, 3, 120],
  [10_000, 10, 500],
])('%d annotations take %d requests', async (count, requests, kept) => {
  await create({}, { annotations: annotations(count) });
  expect(fake?.asked).toHaveLength(requests);
  expect(fake?.checkRuns[0]?.annotations).toHaveLength(kept);
});

test('what is too long for GitHub is cut', async () => {
  const long = 'x'.repeat(70_000);
  expect(await create({}, { summary: long, title: long })).toBe(true);
  expect(fake?.checkRuns[0]?.output.summary).toHaveLength(65_535);
});

test('a token that may not is no error; one that is bad is', async () => {
  expect(await create({ mayWriteChecks: false })).toBe(false);
  fake?.close();
  await expect(create({ token: 'another' })).rejects.toMatchObject({
    code: 'github-refused',
    reason: 'Bad credentials',
  });
});

test('a rate limit is no missing right, and nothing is sent twice for a server that fails', async () => {
  const limit = rateLimited({ 'retry-after': '0' });
  expect(await create({ refuse: (_, count) => (count === 1 ? limit : undefined) })).toBe(true);
  fake?.close();
  await expect(create({ refuse: () => ({ status: 502, body: {} }) })).rejects.toMatchObject({ code: 'github-refused' });
  expect(fake?.asked).toHaveLength(1);
});
