import { expect, test } from 'vitest';
import { parseTag, toTag } from './tag.ts';

test.each([
  ['3f1c2ab.20260711-0930-feature_login', '3f1c2ab.20260711-0930-feature_login'],
  ['feature/login+x', 'feature_login_x'],
  ['.hidden', '_hidden'],
  ['-option', '_option'],
  ['', '_'],
  ['größe-東京', 'gr__e-__'],
  ['a'.repeat(200), 'a'.repeat(128)],
])('makes a tag of %j', (text, tag) => {
  expect(toTag(text)).toBe(tag);
  expect(parseTag(toTag(text))).toBe(tag);
});

test.each(['', '.a', '-a', 'a/b', 'a b', 'a'.repeat(129)])('refuses %j', (text) => {
  expect(parseTag(text)).toBeUndefined();
});
