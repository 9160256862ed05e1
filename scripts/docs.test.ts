import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { documents, fillSection, inputTable } from './docs.ts';

test('only what stands between the markers is replaced', () => {
  expect(fillSection('a\n<!-- x -->\nold\n<!-- /x -->\nb', 'x', '$1 new')).toBe(
    'a\n<!-- x -->\n$1 new\n<!-- /x -->\nb',
  );
  expect(() => fillSection('a', 'x', 'new')).toThrow('no section <!-- x -->');
});

test('a table row survives line breaks and bars in a description', () => {
  const action = {
    name: 'x',
    description: '',
    outputs: {},
    runs: {},
    inputs: { a: { description: 'one\n  two | three', default: 'true' }, b: { description: 'must', required: true } },
  };
  expect(inputTable(action).split('\n').slice(2)).toEqual([
    '| `a` | one two \\| three | `true` |',
    '| `b` | must | **required** |',
  ]);
});

test('the committed documents say what action.yml says', async () => {
  for (const [path, text] of await documents()) expect(await readFile(path, 'utf8'), path).toBe(text);
});
