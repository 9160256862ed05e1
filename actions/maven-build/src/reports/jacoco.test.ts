import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseCoverage } from './jacoco.ts';

test("reads a report of JaCoCo 0.8.14 without looking for its DTD, by the report's own counters", async () => {
  const xml = await readFile(new URL('../testing/recorded/jacoco.xml', import.meta.url), 'utf8');
  expect(xml).toContain('<!DOCTYPE report PUBLIC');
  expect(parseCoverage(xml)).toEqual({ lines: { covered: 1, missed: 0 }, branches: { covered: 1, missed: 1 } });
});

test('is told from other XML', () => {
  expect(() => parseCoverage('<testsuite/>')).toThrow('there is no <report>');
});
