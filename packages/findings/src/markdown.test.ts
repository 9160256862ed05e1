import { expect, test } from 'vitest';
import { codeBlock, details, escapeMarkdown, table } from './markdown.ts';

test('a name from outside cannot become markup, a mention or a second line', () => {
  expect(escapeMarkdown('a|b\n<img src=x> @octocat *bold*')).toBe('a\\|b &lt;img src=x&gt; &#64;octocat \\*bold\\*');
});

test('text cannot close the block it stands in', () => {
  expect(codeBlock('a\n```\nb')).toBe('````\na\n```\nb\n````');
});

test('a table has its header, a rule and a row each', () => {
  expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});

test('details keep a blank line before the body, or GitHub shows it unrendered', () => {
  expect(details('log', 'x')).toContain('</summary>\n\nx\n\n</details>');
});
