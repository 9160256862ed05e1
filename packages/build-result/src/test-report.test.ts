import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseTestReport, shortName, totalsOf } from './test-report.ts';

const recorded = async (name: string) =>
  parseTestReport(await readFile(new URL(`./testing/recorded/TEST-p.${name}.xml`, import.meta.url), 'utf8'));

test('reads a report of surefire 3.5.3 with failures, a skipped test and markup in the messages', async () => {
  const cases = await recorded('OddTest');
  expect(totalsOf(cases)).toEqual({ total: 4, passed: 1, failed: 2, skipped: 1 });
  const odd = cases.find((found) => found.name === 'odd');
  expect(odd?.message).toBe('expected: <a\n::error::no</failure>]]>> but was: <b & <b>>');
  expect(odd?.stackTrace).toContain('::error::no</failure>]]>> but was: <b & <b>>\n\tat ');
  expect(odd?.type).toBe('org.opentest4j.AssertionFailedError');
});

test('a test that passed when it was run again is flaky, one that failed again is a failure, once', async () => {
  const cases = await recorded('FlakyTest');
  expect(cases.map(({ name, outcome, flaky }) => [name, outcome, flaky])).toEqual([
    ['second', 'passed', true],
    ['never', 'failed', false],
  ]);
});

test('a class that cannot be set up is one failure with the name of the class', async () => {
  const [only, ...others] = await recorded('InitTest');
  expect(others).toEqual([]);
  expect(only && shortName(only)).toBe('InitTest');
  expect(only?.message).toBe('no database');
});

test('counts ten thousand tests', () => {
  const cases = '<testcase name="a" classname="p.B" time="1,234.5"/>'.repeat(10_000);
  const report = parseTestReport(`<testsuite name="p.B">${cases}</testsuite>`);
  expect(totalsOf(report).total).toBe(10_000);
  expect(report[0]?.time).toBe(1234.5);
});

test('is told from other XML', () => {
  expect(() => parseTestReport('<project/>')).toThrow('there is no <testsuite>');
});
