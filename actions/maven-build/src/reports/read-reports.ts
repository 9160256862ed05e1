import { relative } from 'node:path';
import {
  type ChangedCoverage,
  type Changes,
  type LocatedTest,
  type ModuleCoverage,
  parseTestReport,
  readReport,
  type TestCase,
} from '@slipway/build-result';
import type { Module } from '../maven/project.ts';
import { changedByModule, coverageOfChanges } from './changed-sources.ts';
import { type FoundReports, reportsElsewhere, usualReports } from './find-reports.ts';
import { parseCoverage, parseCoveredLines } from './jacoco.ts';
import { locateFailures } from './source-location.ts';

export interface Reports {
  readonly tests: readonly LocatedTest[];
  readonly coverage: readonly ModuleCoverage[];
  /** One sentence for each report that could not be read. */
  readonly problems: readonly string[];
}

/** Tests as Maven's own output has them, added up over its runs of tests. */
export interface CountedTests {
  readonly run: number;
  readonly failed: number;
}

/**
 * Reads the reports that this run wrote: older ones, left by an earlier build in the same folder, do not count. Where Maven
 * ran more tests than there are, other places than the usual ones are looked at too.
 */
export async function readReports(
  modules: readonly Module[],
  changes: Changes,
  counted: CountedTests,
  { workspace, startedAt }: { readonly workspace: string; readonly startedAt: Date },
): Promise<Reports> {
  const tests: LocatedTest[] = [];
  const coverage: ModuleCoverage[] = [];
  const problems: string[] = [];
  const read = async <T>(path: string, parse: (text: string) => T): Promise<T | undefined> => {
    const report = await readReport(path, startedAt, parse);
    if (report.problem !== undefined) problems.push(`${relative(workspace, path)} cannot be read: ${report.problem}`);
    return report.content;
  };
  const nameOf = ({ folder }: Module) => relative(workspace, folder) || '.';
  const changed = changedByModule(changes, modules.map(nameOf));
  const measureChanges = (name: string, xml: string): ChangedCoverage | undefined => {
    if (changes.kind !== 'known') return undefined;
    const files = changed.get(name) ?? new Map();
    // A report of a large module is not read a second time for nothing.
    return coverageOfChanges(files, files.size === 0 ? new Map() : parseCoveredLines(xml));
  };
  const known = new Set<string>();
  const readModule = async (entry: Module, found: FoundReports) => {
    const module = nameOf(entry);
    const cases: TestCase[] = [];
    for (const path of found.tests) cases.push(...((await read(path, parseTestReport)) ?? []));
    tests.push(...(await locateFailures(cases, entry.folder, workspace)));
    for (const path of found.coverage) {
      const measured = await read(path, (xml) => ({ ...parseCoverage(xml), changed: measureChanges(module, xml) }));
      if (measured !== undefined) coverage.push({ ...measured, module, report: relative(workspace, path) });
    }
    for (const path of [...found.tests, ...found.coverage]) known.add(path);
  };
  for (const entry of modules) await readModule(entry, await usualReports(entry.folder));
  if (counted.run > tests.length) {
    const elsewhere = await reportsElsewhere(
      modules.map(({ folder }) => folder),
      known,
    );
    for (const entry of modules) await readModule(entry, elsewhere.get(entry.folder) ?? { tests: [], coverage: [] });
  }
  if (counted.failed > 0 && problems.length === 0 && tests.every(({ outcome }) => outcome !== 'failed')) {
    problems.push(
      `Maven says that ${counted.failed} ${counted.failed === 1 ? 'test' : 'tests'} failed, and no report of that is found`,
    );
  }
  return { tests, coverage, problems };
}
