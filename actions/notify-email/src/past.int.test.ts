import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type GitHubWorld, notAccessible, repository, startGitHub } from '../../../test/fakes/github.ts';
import { closeMailHost, received, sendTo } from './testing/send.ts';

afterEach(closeMailHost);

test('with a memory each run knows the one before', async () => {
  const memory = join(await mkdtemp(join(tmpdir(), 'memory-')), 'states.json');
  const trigger = 'first-failure, fixed, cancelled';
  const seen: unknown[] = [];
  const given = { memory, trigger };
  for (const status of ['success', 'failure', 'failure', 'cancelled', 'success', 'success'])
    seen.push((await sendTo({}, { ...given, status })).result);
  expect(seen).toMatchObject([
    { sent: false, change: 'still-successful' },
    { sent: true, change: 'first-failure' },
    { sent: false, change: 'still-failing' },
    { sent: true, change: 'cancelled' },
    { sent: true, change: 'fixed' },
    { sent: false, change: 'still-successful' },
  ]);
  expect(received().map(({ source }) => /^Subject: (\w+)/m.exec(source)?.[1])).toEqual([
    'FAILED',
    'CANCELLED',
    'FIXED',
  ]);
});

/** A port where nobody listens. */
const down = { 'smtp-port': '1', timeout: '1s' };
/** What the test's server does not offer, which it says at once. */
const refused = { 'smtp-security': 'starttls' };

test('a mail server that is down does not make the mails after it silent', async () => {
  const memory = join(await mkdtemp(join(tmpdir(), 'memory-')), 'states.json');
  const given = { memory, trigger: 'first-failure, fixed, cancelled' };
  const seen: unknown[] = [];
  for (const [status, more] of [
    ['success', {}],
    ['failure', down],
    ['cancelled', refused],
    ['failure', refused],
    ['failure', {}],
    ['failure', {}],
    ['success', refused],
    ['success', {}],
    ['success', {}],
    // Nobody was told that it failed, and hears that it works: better than nothing.
    ['failure', refused],
    ['success', {}],
  ] as const)
    seen.push((await sendTo({}, { ...given, status, ...more })).result);
  expect(seen).toMatchObject([
    { sent: false, change: 'still-successful' },
    { sent: false, change: 'first-failure' },
    { sent: false, change: 'cancelled' },
    { sent: false, change: 'first-failure' },
    { sent: true, change: 'first-failure' },
    { sent: false, change: 'still-failing' },
    { sent: false, change: 'fixed' },
    { sent: true, change: 'fixed' },
    { sent: false, change: 'still-successful' },
    { sent: false, change: 'first-failure' },
    { sent: true, change: 'fixed' },
  ]);
  expect(received().map(({ source }) => /^Subject: (\w+)/m.exec(source)?.[1])).toEqual(['FAILED', 'FIXED', 'FIXED']);
  // What the run before was is left out where nobody was told of it.
  expect(received()[0]?.source).not.toContain('The run before');
});

test('where the memory was lost and the mail too, the next failure is the first', async () => {
  const memory = join(await mkdtemp(join(tmpdir(), 'memory-')), 'states.json');
  await writeFile(memory, '{');
  const given = { memory, trigger: 'failure' };
  expect((await sendTo({}, { ...given, ...refused })).result).toMatchObject({ sent: false, change: 'unknown' });
  expect((await sendTo({}, given)).result).toMatchObject({ sent: true, change: 'first-failure' });
  expect((await sendTo({}, given)).result).toMatchObject({ sent: true, change: 'still-failing' });
});

test('a memory that is none is said, begun anew, and no reason to keep silent', async () => {
  const memory = join(await mkdtemp(join(tmpdir(), 'memory-')), 'states.json');
  await writeFile(memory, '{');
  const { result, warnings } = await sendTo({}, { memory });
  expect(result).toMatchObject({ sent: true, change: 'unknown' });
  expect(warnings[0]).toMatch(/^memory: ".*states\.json" cannot be read/);
  expect((await sendTo({}, { memory })).result).toMatchObject({ change: 'still-failing' });
});

test('a memory that cannot be read is said once, and what is there stays', async () => {
  const memory = await mkdtemp(join(tmpdir(), 'memory-'));
  const { result, warnings } = await sendTo({}, { memory });
  expect(result).toMatchObject({ sent: true, change: 'unknown' });
  expect(warnings).toEqual([
    `memory: "${memory}" cannot be read (EISDIR: illegal operation on a directory, read); what this run does is not kept`,
  ]);
});

test('the memory tells culprits since the last success, and those of the run before', async () => {
  const memory = join(await mkdtemp(join(tmpdir(), 'memory-')), 'states.json');
  const told: unknown[] = [];
  for (const [status, authors, recipients] of [
    ['success', 'Ada <ada@example.com>', 'culprits'],
    ['failure', 'Ben <ben@example.com>', 'culprits'],
    ['cancelled', 'Cleo <cleo@example.com>', 'culprits'],
    ['failure', 'Dan <dan@example.com>', 'culprits'],
    ['failure', '', 'previous'],
    ['success', 'Eve <eve@example.com>', 'culprits'],
  ] as const)
    told.push(
      (await sendTo({}, { to: '', memory, trigger: 'failure, fixed, cancelled', status, authors, recipients })).result,
    );
  const mailed = told.map((result) =>
    (result as { recipients?: string[] }).recipients?.map((address) => address.split('@')[0]),
  );
  expect(mailed).toEqual([
    undefined,
    ['ben'],
    ['cleo', 'ben'],
    ['dan', 'cleo', 'ben'],
    ['dan'],
    ['eve', 'dan', 'cleo', 'ben'],
  ]);
});

const facts = {
  GITHUB_REPOSITORY: repository,
  GITHUB_RUN_ID: '109',
  GITHUB_RUN_NUMBER: '9',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_SHA: 'c9',
  GITHUB_ACTOR: 'dora',
  RUNNER_NAME: 'r-1',
};
const job = (id: number, name: string, more: object = {}) => ({ id, name, ...more });
const world: GitHubWorld = {
  token: 'ghs_1',
  runs: [
    { id: 101, number: 1, sha: 'c1', conclusion: 'success', jobs: [job(1, 'work'), job(2, 'mail')] },
    {
      id: 102,
      number: 2,
      sha: 'c2',
      conclusion: 'failure',
      jobs: [job(3, 'work', { conclusion: 'failure' }), job(4, 'mail')],
    },
    {
      ...{ id: 109, number: 9, sha: 'c9', conclusion: null, actor: 'dora' },
      jobs: [
        job(5, 'work', { conclusion: 'failure', runner: 'r-2' }),
        job(6, 'mail', { status: 'in_progress', conclusion: null }),
      ],
    },
  ],
  commits: [
    { sha: 'c1', name: 'Ada', email: 'ada@example.com' },
    { sha: 'c2', name: 'ben', email: 'ben@laptop' },
    { sha: 'c9', name: 'Cleo', email: '7+cleo@users.noreply.github.com', login: 'cleo' },
  ],
  users: { dora: { email: 'dora@example.com' } },
  files: { '.mailmap': 'Ben <ben@example.com> <ben@laptop>', 'team/people': 'cleo = Cleo Example <cleo@example.com>' },
};

test("GitHub's API tells what was before, the culprits, and where to mail them", async () => {
  const github = await startGitHub(world);
  try {
    const given = {
      token: 'ghs_1',
      to: '',
      recipients: 'culprits, requestor, previous',
      people: 'team/people',
      trigger: 'still-failing',
    };
    const { result, warnings } = await sendTo(
      {},
      given,
      {},
      { ...facts, GITHUB_API_URL: github.url, GITHUB_SERVER_URL: new URL(github.url).origin },
    );
    expect(warnings).toEqual([]);
    expect(result).toMatchObject({
      sent: true,
      change: 'still-failing',
      recipients: ['dora@example.com', 'ben@example.com', 'cleo@example.com'],
    });
  } finally {
    github.close();
  }
});

test('a failure whose mail could not be sent is the first again for who asks GitHub', async () => {
  const [first, failed, own] = world.runs ?? [];
  const annotations = [{ level: 'warning', title: 'notify-email: unreachable', message: 'No mail was sent.' }];
  const jobs = failed?.jobs.map((each) => (each.name === 'mail' ? { ...each, annotations } : each)) ?? [];
  for (const [before, sent, change] of [
    [failed, false, 'still-failing'],
    [failed && { ...failed, jobs }, true, 'first-failure'],
  ] as const) {
    const runs = [first, before, own].filter((each) => each !== undefined);
    const github = await startGitHub({ ...world, runs });
    const environment = { ...facts, GITHUB_API_URL: github.url, GITHUB_SERVER_URL: new URL(github.url).origin };
    try {
      const { result } = await sendTo({}, { token: 'ghs_1', trigger: 'first-failure' }, {}, environment);
      expect(result).toMatchObject({ sent, change });
    } finally {
      github.close();
    }
  }
});

test('where the API refuses, the mail goes without a past', async () => {
  const github = await startGitHub({ refuse: () => notAccessible });
  try {
    const { result, infos } = await sendTo(
      {},
      { token: 'ghs_1' },
      {},
      { ...facts, GITHUB_API_URL: github.url, GITHUB_SERVER_URL: new URL(github.url).origin },
    );
    expect(result).toMatchObject({ sent: true, change: 'unknown' });
    expect(infos[0]).toMatch(/^What the run before was is not known: GitHub answers 403 .*\n.*\n.*actions: read/);
  } finally {
    github.close();
  }
});

test('where none of the last runs tells what was before, only what needs no past is mailed', async () => {
  const stopped = Array.from({ length: 21 }, (_, index) => ({
    ...{ id: 200 + index, number: 3 + index, sha: 'c2', conclusion: 'cancelled' },
    jobs: [job(100 + 2 * index, 'work', { conclusion: 'cancelled' }), job(101 + 2 * index, 'mail')],
  }));
  const [first, , own] = world.runs ?? [];
  const github = await startGitHub({
    ...world,
    runs: [first, ...stopped, own && { ...own, number: 30 }].filter((each) => each !== undefined),
  });
  const environment = { ...facts, GITHUB_API_URL: github.url, GITHUB_SERVER_URL: new URL(github.url).origin };
  try {
    for (const [trigger, sent] of [
      ['first-failure, fixed, changed', false],
      ['first-failure, failure', true],
    ] as const) {
      const { result, infos } = await sendTo({}, { token: 'ghs_1', trigger }, {}, environment);
      expect(result).toMatchObject({ sent, change: 'unknown' });
      expect(infos[0]).toBe(
        'What the run before was is not known: none of the last 20 runs tells, and none further back is asked',
      );
    }
  } finally {
    github.close();
  }
});

test('the event of a push names developers; a people file with wrong lines still counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'event-'));
  const author = (name: string) => ({ author: { name, email: `${name}@example.com`, username: name } });
  const event = { pusher: { name: 'dora', email: 'dora@example.com' }, commits: [author('ada'), author('ben')] };
  await writeFile(join(folder, 'event.json'), JSON.stringify(event));
  const { result, warnings } = await sendTo(
    {},
    { to: '', recipients: 'developers,requestor', people: 'people' },
    { people: 'ben = nonsense\nada = Ada <ada@work.example.com>' },
    { GITHUB_EVENT_PATH: join(folder, 'event.json'), GITHUB_ACTOR: 'dora' },
  );
  expect(result).toMatchObject({ recipients: ['ada@work.example.com', 'ben@example.com', 'dora@example.com'] });
  expect(warnings).toEqual([expect.stringContaining('line 1: "ben = nonsense"')]);
});
