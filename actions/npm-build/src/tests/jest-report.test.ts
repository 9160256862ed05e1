import { readFile } from 'node:fs/promises';
import { totalsOf } from '@slipway/build-result';
import { expect, test } from 'vitest';
import { parseCoverageSummary } from './coverage-summary.ts';
import { parseJestReport } from './jest-report.ts';

const parse = (...assertionResults: object[]) =>
  parseJestReport(JSON.stringify({ testResults: [{ name: '/shop/a.test.js', assertionResults }] }));

test('reads a report of jest 30: a failed test, a passed one and one to be written', async () => {
  const cases = parseJestReport(await readFile(new URL('../testing/recorded/jest-30.json', import.meta.url), 'utf8'));
  expect(totalsOf(cases)).toEqual({ total: 3, passed: 1, failed: 1, skipped: 1 });
  expect(cases[0]).toMatchObject({
    className: '/shop/j.test.cjs',
    name: 'bad',
    time: 0.002,
    message: 'expect(received).toBe(expected) // Object.is equality\n\nExpected: 3\nReceived: 2',
    stackTrace: expect.stringContaining('at Object.<anonymous> (/shop/j.test.cjs:2:38)'),
  });
});

test('a test that passed when it was run again is flaky', () => {
  const [again, once] = parse({ title: 'a', status: 'passed', invocations: 2 }, { title: 'b', status: 'passed' });
  expect([again?.flaky, once?.flaky]).toEqual([true, false]);
});

test('a file that cannot be run is one failure', () => {
  const text = JSON.stringify({
    testResults: [{ name: '/shop/a.js', status: 'failed', message: 'Cannot find "./no.js"', assertionResults: [] }],
  });
  expect(parseJestReport(text)).toMatchObject([
    { className: '/shop/a.js', name: '', outcome: 'failed', message: 'Cannot find "./no.js"' },
  ]);
});

test('counts ten thousand tests, with whatever names', () => {
  const results = Array.from({ length: 10_000 }, () => ({
    title: '::set-output name=x::<b>',
    ancestorTitles: ['', 'suite'],
    status: 'passed',
  }));
  const cases = parse(...results);
  expect(totalsOf(cases)).toMatchObject({ total: 10_000, passed: 10_000 });
  expect(cases[0]?.name).toBe('suite > ::set-output name=x::<b>');
});

test.each(['', '[]', '{}', 'null', '{"testResults": 1}', '{"testResults": ['])('%j is refused', (text) => {
  expect(() => parseJestReport(text)).toThrow();
});

test('what has other types than jest writes does no harm', () => {
  expect(
    parseJestReport('{"testResults": [1, null, {"assertionResults": [3, {"title": 4, "failureMessages": 5}]}]}'),
  ).toMatchObject([{ name: '', outcome: 'skipped' }]);
});

test('reads the totals of a coverage summary', () => {
  const total = { lines: { total: 4, covered: 3, pct: 75 }, branches: { total: 0, covered: 0, pct: 'Unknown' } };
  expect(parseCoverageSummary(JSON.stringify({ total }))).toEqual({
    lines: { covered: 3, missed: 1 },
    branches: { covered: 0, missed: 0 },
  });
  expect(() => parseCoverageSummary('{}')).toThrow('there is no "total"');
  expect(() => parseCoverageSummary('null')).toThrow('there is no "total"');
});
