import { testContext } from '@slipway/runner/testing';
import { describe, expect, test } from 'vitest';
import { messageId, threadId } from './message-id.ts';

const run = {
  ...{ GITHUB_SERVER_URL: 'https://github.example.com', GITHUB_REPOSITORY: 'shop/bss.index' },
  ...{ GITHUB_WORKFLOW: 'main', GITHUB_REF: 'refs/heads/main', GITHUB_JOB: 'notify' },
  ...{ GITHUB_RUN_ID: '7', GITHUB_RUN_NUMBER: '42', GITHUB_RUN_ATTEMPT: '1' },
};
const githubOf = (given: Partial<Record<keyof typeof run | 'GITHUB_HEAD_REF', string>>) =>
  testContext({ environment: { ...run, ...given } }).github;
const news = ['bss.index', 'FAILED', 'failure', 'team@example.com'];
const id = (given: Parameters<typeof githubOf>[0] = {}, what = news, sender = 'ci@example.com') =>
  messageId(githubOf(given), what, sender);
const thread = (given: Parameters<typeof githubOf>[0] = {}, jobName = 'bss.index', sender = 'ci@example.com') =>
  threadId(githubOf(given), jobName, sender);

test.each([id(), thread()])('%s is one as RFC 5322 has it, of the domain of the sender', (text) => {
  expect(text).toMatch(/^<[0-9a-f]{32}@example\.com>$/);
});

describe('the Message-ID', () => {
  test('is the same for the same news of the same attempt', () => {
    expect(id()).toBe(id());
  });
  test.each<[string, string]>([
    ['another run', id({ GITHUB_RUN_ID: '8' })],
    ['another attempt', id({ GITHUB_RUN_ATTEMPT: '2' })],
    ['another job', id({ GITHUB_JOB: 'other' })],
    ['another repository', id({ GITHUB_REPOSITORY: 'shop/bss.menu' })],
    ['another server', id({ GITHUB_SERVER_URL: 'https://github.com' })],
    ['another state', id({}, [...news.slice(0, 1), 'FIXED', 'success', ...news.slice(3)])],
    ['another recipient', id({}, [...news, 'ops@example.com'])],
    ['another sender', id({}, news, 'ci@other.example.com')],
  ])('is another for %s', (_, other) => {
    expect(other).not.toBe(id());
  });
});

describe('the thread', () => {
  test('is the same for all runs of a branch, and of a pull request from it', () => {
    expect(thread({ GITHUB_RUN_ID: '8', GITHUB_RUN_NUMBER: '43', GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'x' })).toBe(
      thread(),
    );
    const pull = (ref: string) => thread({ GITHUB_HEAD_REF: 'feature', GITHUB_REF: ref });
    expect(pull('refs/pull/1/merge')).toBe(pull('refs/pull/2/merge'));
  });
  test.each<[string, string]>([
    ['another branch', thread({ GITHUB_REF: 'refs/heads/feature' })],
    ['a pull request', thread({ GITHUB_HEAD_REF: 'feature' })],
    ['another workflow', thread({ GITHUB_WORKFLOW: 'nightly' })],
    ['another repository', thread({ GITHUB_REPOSITORY: 'shop/bss.menu' })],
    ['another service', thread({}, 'bss.menu')],
    ['a mail itself', id({}, ['bss.index'])],
  ])('is not that of %s', (_, other) => {
    expect(other).not.toBe(thread());
  });
});
