import { expect, test } from 'vitest';
import { plain } from './log-line.ts';

test('colours are no part of a line', () => {
  expect(plain('[\u001b[1;31mERROR\u001b[m] x\r')).toBe('[ERROR] x');
});
