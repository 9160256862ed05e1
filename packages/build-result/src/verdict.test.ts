import { expect, test } from 'vitest';
import { judge } from './verdict.ts';

const tests = (total: number, failed: number) => ({ total, failed, passed: total - failed, skipped: 0 });
const lines = (covered: number, missed: number) => ({
  lines: { covered, missed },
  branches: { covered: 0, missed: 0 },
});
const rules = { testFailures: 'unstable', minCoverage: undefined, skipTests: false } as const;
const none = lines(0, 0);

test.each([
  ['all tests passed', { totals: tests(3, 0), coverage: none }, {}, 'success', []],
  ['there are no tests', { totals: tests(0, 0), coverage: none }, {}, 'success', []],
  ['a test failed', { totals: tests(3, 1), coverage: none }, {}, 'unstable', ['1 of 3 tests failed']],
  [
    '... and that fails the build',
    { totals: tests(3, 1), coverage: none },
    { testFailures: 'fail' },
    'failure',
    ['1 of 3 tests failed'],
  ],
  ['... and that is ignored', { totals: tests(3, 1), coverage: none }, { testFailures: 'ignore' }, 'success', []],
  [
    'a report is unreadable',
    { totals: tests(3, 0), coverage: none, problems: ['x cannot be read'] },
    {},
    'unstable',
    ['x cannot be read'],
  ],
  ['coverage is exactly enough', { totals: tests(3, 0), coverage: lines(80, 20) }, { minCoverage: 80 }, 'success', []],
  [
    'coverage is a little too low',
    { totals: tests(3, 0), coverage: lines(7999, 2001) },
    { minCoverage: 80 },
    'unstable',
    ['line coverage is 79.9 %, below the 80 % of "min-coverage"'],
  ],
  [
    'coverage was not measured',
    { totals: tests(3, 0), coverage: none },
    { minCoverage: 80 },
    'unstable',
    ['line coverage was not measured, and 80 % are asked for ("min-coverage")'],
  ],
  [
    'coverage could not be measured',
    { totals: tests(0, 0), coverage: none },
    { minCoverage: 80, skipTests: true },
    'success',
    [],
  ],
  [
    'tests are ignored, coverage is not',
    { totals: tests(3, 1), coverage: lines(0, 1) },
    { minCoverage: 1, testFailures: 'ignore' },
    'unstable',
    ['line coverage is 0.0 %, below the 1 % of "min-coverage"'],
  ],
] as const)('%s', (_, findings, changed, result, reasons) => {
  expect(judge({ problems: [], ...findings }, { ...rules, ...changed })).toEqual({ result, reasons });
});
