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

test('further authors of a pushed commit are named by its trailers', () => {
  const author = { name: 'Ada', email: 'ada@example.com' };
  const trailers =
    'Co-authored-by: Bob <bob@example.com>\nco-authored-by: nobody\nSigned-off-by: Eve <eve@example.com>';
  const [one, two] = ['Add it', `Add it\n\nCo-authored-by: in the text\n\n${trailers}`];
  expect(understandEvent({ commits: [{ author, message: one }] }).authors).toEqual(['Ada <ada@example.com>']);
  expect(understandEvent({ commits: [{ author, message: two }] }).authors).toEqual([
    'Bob <bob@example.com>',
    'Ada <ada@example.com>',
  ]);
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
