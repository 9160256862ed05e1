import { expect, test } from 'vitest';
import { headerText } from './header.ts';

test('no header can be smuggled into a subject', () => {
  expect(headerText('a\r\nBcc: all@example.com\u2028b\u0000')).toBe('a Bcc: all@example.com b');
});

test('a subject without an end is cut between characters', () => {
  expect(headerText('👍'.repeat(400))).toBe(`${'👍'.repeat(299)}…`);
});
