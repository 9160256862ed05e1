import { expect, test } from 'vitest';
import { lastLines, plainText, shortened } from './bounded.ts';

test('colours, titles and bells of a terminal go, text stays', () => {
  expect(plainText('\u001b[1;31mERROR\u001b[0m \u001b]0;title\u0007done\u0008\r\nnext\tcolumn 日本')).toBe(
    'ERROR done\nnext\tcolumn 日本',
  );
});

test('text is cut between characters', () => {
  expect(shortened('👍👍👍', 3)).toBe('👍👍👍');
  expect(shortened('👍👍👍👍', 3)).toBe('👍👍…');
});

test.each<[string, number, string[]]>([
  ['', 3, []],
  ['\n\n', 3, []],
  ['a\nb\nc\nd\n\n', 2, ['c', 'd']],
  [`${'x'.repeat(400)}\nend`, 2, [`${'x'.repeat(299)}…`, 'end']],
])('the last lines of %j', (text, count, lines) => {
  expect(lastLines(text, count)).toEqual(lines);
});
