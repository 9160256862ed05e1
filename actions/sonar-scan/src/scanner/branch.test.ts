import { expect, test } from 'vitest';
import { scopeArguments, scopeOf } from './branch.ts';

const push = { ref: 'refs/heads/feature/login', headRef: '' };
const pull = { ref: 'refs/pull/12/merge', headRef: 'feature/login' };

test.each([
  ['developer', push, '', [], ['-Dsonar.branch.name=feature/login']],
  [
    'enterprise',
    pull,
    'main',
    [],
    ['-Dsonar.pullrequest.key=12', '-Dsonar.pullrequest.branch=feature/login', '-Dsonar.pullrequest.base=main'],
  ],
  ['developer', { ref: 'refs/pull/12/head', headRef: '' }, '', [], ['-Dsonar.pullrequest.key=12']],
  ['datacenter', { ref: 'refs/tags/v1', headRef: '' }, '', [], []],
  ['developer', { ref: '', headRef: '' }, '', [], []],
  ['community', push, '', [], []],
  ['community', pull, 'main', [], []],
  ['', push, '', [], []],
  ['developer', push, '', ['-Dsonar.branch.name=other'], []],
  ['developer', pull, 'main', ['-X', '-Dsonar.pullrequest.key=1'], []],
] as const)('edition %j, %j to %j with %j', (edition, github, base, args, expected) => {
  expect(scopeArguments(scopeOf(edition, github, base, args))).toEqual(expected);
});
