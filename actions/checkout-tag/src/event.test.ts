import { expect, test } from 'vitest';
import { understandEvent } from './event.ts';

test('a push tells what was before and who wrote it', () => {
  const commits = [{ author: { name: 'Ada', email: 'ada@example.com' } }, { author: null }, 7];
  expect(understandEvent({ before: 'a'.repeat(40), commits })).toEqual({
    before: 'a'.repeat(40),
    authors: ['Ada <ada@example.com>'],
    pullRequest: undefined,
  });
});

test('a new branch has nothing before', () => {
  expect(understandEvent({ before: '0'.repeat(40) }).before).toBe('');
});

test('a pull request of a deleted fork is one of a fork', () => {
  const head = { sha: 'B'.repeat(40), repo: null };
  const event = understandEvent({ repository: { id: 1 }, pull_request: { head, base: { sha: 'c' } } });
  expect(event.pullRequest).toEqual({ headRepository: undefined, isFork: true, commits: ['b'.repeat(40)] });
});

test('a workflow run that a pull request started names its fork', () => {
  const run = { event: 'pull_request', head_repository: { id: 2, full_name: 'm/i' }, head_sha: 'd', head_commit: {} };
  const event = understandEvent({ repository: { id: 1 }, workflow_run: run });
  expect(event.pullRequest).toEqual({ headRepository: 'm/i', isFork: true, commits: ['d'] });
});

test.for([null, 'text', [], {}])('%j says nothing', (payload) => {
  expect(understandEvent(payload)).toEqual({ before: '', authors: [], pullRequest: undefined });
});
