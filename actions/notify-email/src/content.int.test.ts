import { readFile } from 'node:fs/promises';
import { simpleParser } from 'mailparser';
import { afterEach, expect, test } from 'vitest';
import { type FakeJob, notAccessible, repository, startGitHub } from '../../../test/fakes/github.ts';
import { closeMailHost, received, send, sendTo } from './testing/send.ts';

afterEach(closeMailHost);

const mailer: FakeJob = { id: 6, name: 'build / mail', status: 'in_progress', conclusion: null };
const facts = {
  GITHUB_REPOSITORY: repository,
  GITHUB_RUN_ID: '109',
  GITHUB_RUN_NUMBER: '9',
  RUNNER_NAME: 'r-1',
  GITHUB_SHA: 'c9',
};

async function mailAbout(
  job: Partial<FakeJob>,
  given: Record<string, string> = {},
  refuse?: (path: string) => boolean,
) {
  const jobs = [{ id: 5, name: 'build / bss.index', runner: 'r-2', conclusion: 'failure', ...job }, mailer];
  const github = await startGitHub({
    runs: [{ id: 109, number: 9, sha: 'c9', conclusion: null, jobs }],
    refuse: (path) => (refuse?.(path) ? notAccessible : undefined),
  });
  try {
    const { result, infos } = await sendTo(
      {},
      { token: 'ghs_1', ...given },
      {},
      { ...facts, GITHUB_API_URL: github.url, GITHUB_SERVER_URL: new URL(github.url).origin },
    );
    return { result, infos, mail: received()[0] && (await simpleParser(received()[0]?.source ?? '')) };
  } finally {
    github.close();
  }
}

const steps = [
  { name: 'Check out', conclusion: 'success' },
  { name: 'Compile', conclusion: 'failure' },
];

test('failing tests and the cause are what the job itself reported', async () => {
  const { mail } = await mailAbout({
    steps,
    annotations: [
      { level: 'failure', title: 'Test failed: CartTest.adds', message: 'expected 1' },
      { level: 'failure', title: 'maven-build: tests-failed', message: '1 of 3 tests failed' },
      { level: 'failure', message: 'Process completed with exit code 1.' },
    ],
  });
  expect(mail?.text).toContain('1 of 3 tests failed');
  expect(mail?.text).toMatch(/Failing tests\n {2}- CartTest\.adds\n {4}expected 1/);
  expect(mail?.text).not.toContain('Process completed');
});

test('where nothing was reported, the lines before the first error of a 10 MB log', async () => {
  const log = `${'2026-07-11T09:30:00.1234567Z noise\n'.repeat(300_000)}2026-07-11T09:31:00.0000000Z \u001b[31mcannot find symbol\u001b[0m\n2026-07-11T09:31:00.0000000Z ##[error]Process completed with exit code 1.\n`;
  const { mail } = await mailAbout({ steps, log });
  expect(mail?.text).toContain('build / bss.index: step "Compile" failed');
  expect(mail?.text).toMatch(/\| cannot find symbol\n {2}\| Process completed/);
  expect(received()[0]?.source.length).toBeLessThan(40_000);
});

test('a job that could not start its steps', async () => {
  const { mail } = await mailAbout({ steps: [] });
  expect(mail?.text).toContain('build / bss.index could not start its steps');
});

test('a job that ran out of time is a failure, though GitHub calls it cancelled', async () => {
  const message = 'The job running on runner r-2 has exceeded the maximum execution time of 60 minutes.';
  const job = { conclusion: 'cancelled', steps, annotations: [{ level: 'failure', message }] };
  const { result, mail } = await mailAbout(job, { status: 'cancelled' });
  expect(result).toMatchObject({ sent: true, trigger: 'failure' });
  expect(mail?.text).toContain('build / bss.index ran longer than its time limit');
});

test('a cancelled job of which nobody can tell why is a failure, unless cancelled is asked for', async () => {
  const refuse = (path: string) => path.includes('check-runs');
  const job = { conclusion: 'cancelled', steps };
  expect((await mailAbout(job, { status: 'cancelled' }, refuse)).result).toMatchObject({
    sent: true,
    trigger: 'failure',
  });
  expect((await send({ status: 'cancelled', 'dry-run': 'true' })).result).toMatchObject({ trigger: 'failure' });
  expect((await send({ status: 'cancelled', 'dry-run': 'true', trigger: 'cancelled' })).result).toMatchObject({
    trigger: 'cancelled',
  });
});

test('a job that somebody cancelled is no failure', async () => {
  const job = {
    conclusion: 'cancelled',
    steps,
    annotations: [{ level: 'failure', message: 'The operation was canceled.' }],
  };
  expect((await mailAbout(job, { status: 'cancelled' })).result).toMatchObject({ sent: false, trigger: 'cancelled' });
});

test('without the permission the mail says what the inputs say', async () => {
  const { mail, infos } = await mailAbout({ steps, log: 'secret' }, { details: 'first error\nsecond' }, (path) =>
    /check-runs|logs$/.test(path),
  );
  expect(mail?.text).toMatch(/First errors\n {2}- first error\n {2}- second/);
  expect(infos.filter((line) => line.startsWith('More about build / bss.index cannot be looked up'))).toHaveLength(2);
});

test('a dry run writes the mail for a mail program and a browser, and asks no server', async () => {
  const author = 'Eve <script> <eve@example.com>';
  const { result, infos } = await send({
    'dry-run': 'true',
    recipients: 'developers',
    authors: author,
    bcc: 'boss@example.com',
    language: 'zh',
  });
  const { eml = '', html = '' } = result as { eml?: string; html?: string };
  const mail = await simpleParser(await readFile(eml));
  expect(mail.subject).toBe("FAILED: Job 'bss.index'");
  expect(mail.html).toContain('bss.index 失败');
  expect(mail.bcc).toBeUndefined();
  expect(await readFile(html, 'utf8')).toBe(mail.html);
  expect(infos.at(-1)).toContain('nothing was sent');
});

test('templates of users make the parts', async () => {
  const files = { 'mail.eta': '<h1><%= it.headline %></h1><%= it.reason %>', 'mail.txt': 'TEXT <%= it.reason %>' };
  await sendTo({}, { template: 'mail.eta', 'text-template': 'mail.txt', reason: 'a < b' }, files);
  const mail = await simpleParser(received()[0]?.source ?? '');
  expect(mail.html).toBe('<h1>bss.index failed</h1>a &lt; b');
  expect(mail.text?.trim()).toBe('TEXT a < b');
});

test('a template that does not work is said, and the mail has the usual form', async () => {
  const { warnings } = await sendTo(
    {},
    { template: 'mail.eta', 'text-template': 'none' },
    { 'mail.eta': '<% if ( %>' },
  );
  expect(warnings).toEqual([
    expect.stringMatching(/^template: "mail.eta" does not work, the mail has the usual form: /),
    'text-template: "none" is no file of the repository; the mail has the usual form',
  ]);
  expect((await simpleParser(received()[0]?.source ?? '')).text).toContain('bss.index failed');
});

test('a digest of alerts has a subject of its own', async () => {
  const alerts = [{ app: 'bss.index', namespace: 'bss-prod', cause: 'Out of memory', count: 7, severity: 'critical' }];
  await sendTo({}, { alerts: JSON.stringify(alerts), trigger: 'always', 'job-name': 'prod' });
  const mail = await simpleParser(received()[0]?.source ?? '');
  expect(mail.subject).toBe('ALERT: prod: 1 alert');
  expect(mail.text).toContain('Out of memory');
});

test('names that try to be headers stay names', async () => {
  const authors = 'Eve\u2028Bcc: all@example.com <eve@example.com>\n"><b>Mallory <mallory@example.com>';
  await sendTo(
    {},
    { recipients: 'developers', authors, 'job-name': 'x\r\nBcc: all@example.com', reason: '\r\n.\r\nQUIT\r\n' },
  );
  const { source = '', to } = received()[0] ?? {};
  expect(to).toEqual(['team@example.com', 'eve@example.com', 'mallory@example.com']);
  expect(source.split('\r\n\r\n', 1)[0]).not.toMatch(/^Bcc:/im);
  expect(received()).toHaveLength(1);
});
