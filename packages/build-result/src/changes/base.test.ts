import { expect, test } from 'vitest';
import { baseOf, headOf } from './base.ts';

const pullRequest = { pull_request: { base: { sha: 'b1' }, head: { sha: 'h1' } } };
const zeros = '0'.repeat(40);

test.each([
  ['the input', 'abc', 'push', { before: 'b0' }, { kind: 'commit', commit: 'abc' }],
  ['a pull request', '', 'pull_request', pullRequest, { kind: 'pull-request', base: 'b1', head: 'h1' }],
  ['a merge queue', '', 'merge_group', { merge_group: { base_sha: 'q1' } }, { kind: 'commit', commit: 'q1' }],
  ['a push', '', 'push', { before: 'b0' }, { kind: 'commit', commit: 'b0' }],
  [
    'a new branch',
    '',
    'push',
    { before: zeros, repository: { default_branch: 'main' } },
    { kind: 'branch', name: 'main' },
  ],
  ['a push of nothing known', '', 'push', {}, { kind: 'none', why: 'the push has no commit before it' }],
  ['a schedule', '', 'schedule', {}, { kind: 'none', why: 'the event "schedule" has no commit before it' }],
])('%s says what to compare with', (_, given, eventName, event, expected) => {
  expect(baseOf(given, eventName, event)).toEqual(expected);
});

test('a check belongs to the head of a pull request, else to the commit that is built', () => {
  expect([headOf('merge', pullRequest), headOf('c1', {}), headOf('c1', undefined)]).toEqual(['h1', 'c1', 'c1']);
});
