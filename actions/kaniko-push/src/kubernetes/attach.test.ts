import { expect, test } from 'vitest';
import { linesKnown } from './attach.ts';

test.each<[string, string[], string[], number]>([
  ['all of it', ['a', 'b', 'c', 'd'], ['a', 'b', 'c'], 3],
  ['all but what came before anybody was attached', ['0', 'a', 'b', 'c', 'd'], ['a', 'b', 'c'], 4],
  ['one line', ['0', 'a', 'b'], ['a'], 2],
  ['lines that are all the same', ['.', '.', '.', '.', '.'], ['.', '.', '.'], 3],
  ['lines of two streams in another order', ['b', 'a', 'c'], ['a', 'b'], 2],
])('of a log are known: %s', (_, log, shown, count) => {
  expect(linesKnown(log, shown)).toBe(count);
});
