import { expect, test } from 'vitest';
import { fetchArguments, wantedRevision } from './wanted.ts';

const sha = 'a'.repeat(40);
const trigger = { sha, ref: 'refs/heads/main' };

test.for([
  ['', { kind: 'commit', commit: sha, ref: 'refs/heads/main' }],
  [sha, { kind: 'commit', commit: sha, ref: 'refs/heads/main' }],
  ['b'.repeat(40), { kind: 'commit', commit: 'b'.repeat(40), ref: '' }],
  ['topic', { kind: 'named', given: 'topic', refs: ['refs/heads/topic', 'refs/tags/topic'] }],
  ['refs/tags/v1', { kind: 'named', given: 'refs/tags/v1', refs: ['refs/tags/v1'] }],
  ['HEAD', { kind: 'default-branch' }],
] as const)('ref "%s" in the run of a push', ([given, wanted]) => {
  expect(wantedRevision(given, trigger)).toEqual(wanted);
});

test('without a ref another repository gives its default branch', () => {
  expect(wantedRevision('', { sha: '', ref: '' })).toEqual({ kind: 'default-branch' });
});

test('a commit is fetched to the ref it was reached by', () => {
  const args = fetchArguments({ source: sha, ref: 'refs/heads/main' }, { depth: 1, filter: '', isShallow: false });
  expect(args.slice(-3)).toEqual(['--depth=1', 'origin', `+${sha}:refs/remotes/origin/main`]);
});

test('all history brings all branches, and no two things for one ref', () => {
  const options = { depth: 0, filter: 'blob:none', isShallow: true };
  expect(fetchArguments({ source: sha, ref: 'refs/heads/main' }, options).slice(4)).toEqual([
    '--filter=blob:none',
    '--unshallow',
    'origin',
    sha,
    '+refs/heads/*:refs/remotes/origin/*',
    '+refs/tags/*:refs/tags/*',
  ]);
});
