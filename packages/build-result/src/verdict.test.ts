import { expect, test } from 'vitest';
import { judge } from './verdict.ts';

const tests = (total: number, failed: number) => ({ total, failed, passed: total - failed, skipped: 0 });
const lines = (covered: number, missed: number) => ({
  lines: { covered, missed },
  branches: { covered: 0, missed: 0 },
});
const rules = {
  testFailures: 'unstable',
  minCoverage: undefined,
  minChangedCoverage: undefined,
  skipTests: false,
} as const;
const none = lines(0, 0);
const unchanged = { kind: 'none', why: '' } as const;
const changed = (covered: number, missed: number) =>
  ({ kind: 'measured', since: 'c0', coverage: { lines: { covered, missed }, missed: new Map() } }) as const;
const good = { totals: tests(3, 0), coverage: lines(9, 1) };

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
  ['the change is tested enough', { ...good, changed: changed(8, 2) }, { minChangedCoverage: 80 }, 'success', []],
  [
    'the change is tested too little',
    { ...good, changed: changed(799, 201) },
    { minChangedCoverage: 80 },
    'unstable',
    ['coverage of the changed lines is 79.9 %, below the 80 % of "min-changed-coverage"'],
  ],
  ['no code was changed', { ...good, changed: changed(0, 0) }, { minChangedCoverage: 80 }, 'success', []],
  ['there is nothing to compare with', good, { minChangedCoverage: 80 }, 'success', []],
  [
    'the change cannot be told',
    { ...good, changed: { kind: 'unknown', why: 'c0 is not in this clone' } },
    { minChangedCoverage: 80 },
    'unstable',
    ['coverage of the changed lines is not known (c0 is not in this clone), for the 80 % of "min-changed-coverage"'],
  ],
] as const)('%s', (_, findings, changed, result, reasons) => {
  expect(judge({ problems: [], changed: unchanged, ...findings }, { ...rules, ...changed })).toEqual({
    result,
    reasons,
  });
});
