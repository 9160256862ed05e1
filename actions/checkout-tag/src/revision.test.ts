import { expect, test } from 'vitest';
import { revisionOf } from './revision.ts';

const facts = {
  commit: `3f1c2ab${'0'.repeat(33)}`,
  stamp: '20260711-0930',
  date: '2026-07-11T09:30:00+02:00',
  epoch: 1,
  author: 'Ada <ada@example.com>',
  subject: 'x',
  coAuthors: [],
};
const rules = { mainBranches: ['main', 'master'], branchLength: 20, abbrev: 7 };

test.for<[string, string, string, boolean]>([
  ['refs/heads/main', '', '3f1c2ab.20260711-0930', true],
  ['refs/heads/feature/login', '', '3f1c2ab.20260711-0930-feature_login', false],
  ['refs/heads/feature/a-very-long-name', '', '3f1c2ab.20260711-0930-feature_a-very-long-', false],
  ['refs/heads/ärger#1', '', '3f1c2ab.20260711-0930-_rger_1', false],
  ['refs/tags/v1', '', '3f1c2ab.20260711-0930', false],
  ['', '', '3f1c2ab.20260711-0930', false],
  ['refs/pull/5/merge', 'feature/login', '3f1c2ab.20260711-0930-feature_login', false],
  ['refs/pull/5/merge', 'main', '3f1c2ab.20260711-0930-main', false],
  ['refs/pull/5/merge', '', '3f1c2ab.20260711-0930-pull_5_merge', false],
])('ref "%s" (source branch "%s") gives %s', ([ref, pullRequestBranch, tag, isMain]) => {
  const revision = revisionOf(facts, ref, pullRequestBranch, rules);
  expect([revision.tag, revision.isMain]).toEqual([tag, isMain]);
  expect(revision.imageTags).toEqual(isMain ? [tag, 'latest'] : [tag]);
});

test('the longest tag that can be asked for is one that a registry takes', () => {
  const long = { ...rules, abbrev: 40, branchLength: 100 };
  expect(revisionOf(facts, `refs/heads/${'x'.repeat(200)}`, '', long).tag).toHaveLength(128);
});
