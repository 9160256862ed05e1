import { expect, test } from 'vitest';
import { changedCoverage, lineRanges, sumChanged } from './changed-coverage.ts';

const measured = new Map([
  [
    'src/A.java',
    new Map([
      [3, true],
      [5, false],
      [6, false],
      [9, true],
    ]),
  ],
  ['src/B.java', new Map([[1, false]])],
]);

test('counts the changed lines that hold code, and names those that no test reached', () => {
  const changed = new Map([
    ['src/A.java', new Set([6, 5, 4, 3])],
    ['src/C.java', new Set([1])],
    ['README.md', new Set([1])],
  ]);
  const expected = { lines: { covered: 1, missed: 2 }, missed: new Map([['src/A.java', [5, 6]]]) };
  expect(changedCoverage(changed, measured)).toEqual(expected);
  expect(changedCoverage(new Map(), measured)).toEqual({ lines: { covered: 0, missed: 0 }, missed: new Map() });
  expect(sumChanged([expected, { lines: { covered: 1, missed: 0 }, missed: new Map() }])).toEqual({
    ...expected,
    lines: { covered: 2, missed: 2 },
  });
});

test.each([
  [[], ''],
  [[4], '4'],
  [[1, 2, 3, 7, 9, 10], '1-3, 7, 9-10'],
])('the lines %j read "%s"', (numbers, text) => {
  expect(lineRanges(numbers)).toBe(text);
});
