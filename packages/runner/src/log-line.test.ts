import { expect, test } from 'vitest';
import { harmless } from './log-line.ts';

test.each(['::set-output name=x::y', '  ::error::x', 'a ##[error]x', '##[group]', '::::', 'first\n::error::x'])(
  '%j is no command for the runner any more',
  (text) => {
    expect(harmless(text)).not.toMatch(/^\s*::|##\[/m);
    expect(harmless(text).replaceAll('\u200b', '')).toBe(text);
  },
);

test('other lines stay as they are', () => {
  expect(harmless('[INFO] a::b :: # [x]')).toBe('[INFO] a::b :: # [x]');
});
