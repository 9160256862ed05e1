import { expect, test } from 'vitest';
import { isCommitName, isRefName } from './ref-name.ts';

test.for(['main', 'feature/login', 'refs/heads/main', 'v1.2', 'a@b', 'ü', '1'.repeat(40)])('%s is a ref', (name) => {
  expect(isRefName(name)).toBe(true);
});

test.for([
  '',
  '@',
  'a..b',
  'a b',
  'a~1',
  'a^',
  'a:b',
  'a?',
  'a*',
  '[a',
  'a\\b',
  'a@{1}',
  '/a',
  'a/',
  'a//b',
  '.a',
  'a/.b',
  'a.lock',
  'a.',
  '-a',
  'a\n',
])('%j is none', (name) => {
  expect(isRefName(name)).toBe(false);
});

test('a commit name is full', () => {
  expect(isCommitName('a'.repeat(40))).toBe(true);
  expect(isCommitName('a'.repeat(64))).toBe(true);
  expect(isCommitName('abc1234')).toBe(false);
});
