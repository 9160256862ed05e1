import { expect, test } from 'vitest';
import { derivedForms, hideSecrets } from './masking.ts';

test('a secret is masked as it is, URL-encoded, in base64 and in JSON', () => {
  expect(derivedForms('p@ss"word')).toEqual(['p@ss"word', 'p%40ss%22word', 'cEBzcyJ3b3Jk', 'p@ss\\"word']);
});

test('each line of a multi-line secret is masked, but not the short ones', () => {
  expect(derivedForms('first-line\nab\nthird-line')).toEqual(expect.arrayContaining(['first-line', 'third-line']));
  expect(derivedForms('first-line\nab\nthird-line')).not.toContain('ab');
});

test('what is masked is not shown elsewhere either, the longest first', () => {
  const secrets = ['hunter2', 'hunter2-long'];
  expect(hideSecrets('user hunter2-long, then hunter2 again: hunter2', secrets)).toBe('user ***, then *** again: ***');
  expect(hideSecrets('nothing to hide', secrets)).toBe('nothing to hide');
});
