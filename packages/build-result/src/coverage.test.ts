import { expect, test } from 'vitest';
import { formatPercentage, percentage, sumCoverage } from './coverage.ts';

test('modules add up', () => {
  const counter = (covered: number, missed: number) => ({ covered, missed });
  const one = { lines: counter(1, 2), branches: counter(0, 0) };
  const other = { lines: counter(3, 4), branches: counter(5, 6) };
  expect(sumCoverage([one, other])).toEqual({ lines: counter(4, 6), branches: counter(5, 6) });
  expect(sumCoverage([])).toEqual({ lines: counter(0, 0), branches: counter(0, 0) });
});

test.each([
  [0, 0, ''],
  [0, 3, '0.0'],
  [3, 0, '100.0'],
  [2, 1, '66.6'],
  [7996, 4, '99.9'],
  [57, 43, '57.0'],
  [29, 71, '29.0'],
])('%d lines covered and %d missed are "%s" percent', (covered, missed, text) => {
  expect(formatPercentage(percentage({ covered, missed }))).toBe(text);
});
