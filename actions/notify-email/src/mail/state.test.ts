import { expect, test } from 'vitest';
import { headerText, isWanted, stateOf, usualSubject } from './state.ts';

test.each([
  ['success', 'success'],
  ['unstable', 'unstable'],
  ['failure', 'failure'],
  ['cancelled', 'failure'],
  ['skipped', 'failure'],
])('a job that is %s is reported as %s', (status, state) => {
  expect(stateOf(status)).toBe(state);
});

test('a mail is sent for the states that are named, or always', () => {
  expect(isWanted('failure', ['failure', 'unstable'])).toBe(true);
  expect(isWanted('success', ['failure', 'unstable'])).toBe(false);
  expect(isWanted('success', ['always'])).toBe(true);
});

test('the subject is the one that mail filters know', () => {
  expect(usualSubject('failure', 'bss.index', '42')).toBe("FAILED: Job 'bss.index [42]'");
  expect(usualSubject('unstable', 'bss.index', '')).toBe("UNSTABLE: Job 'bss.index'");
});

test('no header can be smuggled into a subject', () => {
  expect(headerText('a\r\nBcc: all@example.com\u2028b\u0000')).toBe('a Bcc: all@example.com b');
});
