import { expect, test } from 'vitest';
import { derivedForms } from './masking.ts';

test('a secret is masked as it is, URL-encoded, in base64 and in JSON', () => {
  expect(derivedForms('p@ss"word')).toEqual(['p@ss"word', 'p%40ss%22word', 'cEBzcyJ3b3Jk', 'p@ss\\"word']);
});

test('each line of a multi-line secret is masked, but not the short ones', () => {
  expect(derivedForms('first-line\nab\nthird-line')).toEqual(expect.arrayContaining(['first-line', 'third-line']));
  expect(derivedForms('first-line\nab\nthird-line')).not.toContain('ab');
});
