import { expect, test } from 'vitest';
import { parseLcov } from './lcov.ts';

test('reads the lines of each file, also of one that stands there twice', () => {
  const text = [
    'TN:',
    'SF:src/a.js',
    'FN:1,(anonymous_0)',
    'DA:1,3',
    'DA:2,0,checksum',
    'LF:2',
    'end_of_record',
    'SF:src/b.js\r',
    'DA:7,0\r',
    'end_of_record',
    'SF:src/a.js',
    'DA:2,1',
    'end_of_record',
  ].join('\n');
  const found = [...parseLcov(text)].map(([path, lines]) => [path, Object.fromEntries(lines)]);
  expect(found).toEqual([
    ['src/a.js', { 1: true, 2: true }],
    ['src/b.js', { 7: false }],
  ]);
});

test('finds nothing in other text', () => {
  expect(parseLcov('<coverage/>').size).toBe(0);
});
