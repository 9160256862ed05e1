import { expect, test } from 'vitest';
import { harmless, plain } from './log-line.ts';

test.each(['::set-output name=x::y', '  ::error::x', 'a ##[error]x', '##[group]', '::::'])(
  '%j is no command for the runner any more',
  (line) => {
    expect(harmless(line)).not.toMatch(/^\s*::|##\[/);
    expect(harmless(line).replaceAll('\u200b', '')).toBe(line);
  },
);

test('other lines stay as they are', () => {
  expect(harmless('[INFO] a::b :: # [x]')).toBe('[INFO] a::b :: # [x]');
});

test('colours are no part of a line', () => {
  expect(plain('[\u001b[1;31mERROR\u001b[m] x\r')).toBe('[ERROR] x');
});
