import { glob, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import {
  type ChangedCoverage,
  type Changes,
  changedCoverage,
  isFile,
  type LocatedTest,
  type ModuleCoverage,
  parseTestReport,
  readReport,
  type TestCase,
} from '@slipway/build-result';
import { parseCoverageSummary } from './coverage-summary.ts';
import { parseJestReport } from './jest-report.ts';
import { parseLcov } from './lcov.ts';
import { locateTests } from './locate.ts';
import type { Reporter } from './reporter.ts';

export interface Places {
  readonly folder: string;
  readonly workspace: string;
  readonly startedAt: Date;
  readonly changes: Changes;
}

export interface Reports {
  readonly tests: readonly LocatedTest[];
  readonly coverage: readonly ModuleCoverage[];
  /** One sentence for each report that could not be read. */
  readonly problems: readonly string[];
}

const maxReports = 1000;

/** Where the coverage reports are: where all tools put them, so that other steps find them. */
export function coverageFolder(folder: string): string {
  return join(folder, 'coverage');
}

/** Removes the totals of an earlier build in the same folder. */
export async function forgetCoverage(folder: string): Promise<void> {
  await rm(join(coverageFolder(folder), 'coverage-summary.json'), { force: true });
}

/** Reads what the test script wrote: the report it was asked for, else those that the patterns find. */
export async function readReports(
  reporter: Reporter | undefined,
  patterns: readonly string[],
  { folder, workspace, startedAt, changes }: Places,
): Promise<Reports> {
  const problems: string[] = [];
  const read = async <T>(path: string, parse: (text: string) => T): Promise<T | undefined> => {
    const report = await readReport(path, startedAt, parse);
    const name = path === reporter?.path ? `the report of ${reporter.tool}` : relative(workspace, path);
    if (report.problem !== undefined) problems.push(`${name} cannot be read: ${report.problem}`);
    return report.content;
  };
  const cases: TestCase[] = [];
  if (reporter !== undefined) {
    const parse = reporter.format === 'jest' ? parseJestReport : parseTestReport;
    if (await isFile(reporter.path)) cases.push(...((await read(reporter.path, parse)) ?? []));
    else problems.push(`${reporter.tool} wrote no report of its tests`);
  } else {
    for (const path of await matching(patterns, folder)) cases.push(...((await read(path, parseTestReport)) ?? []));
  }
  const summary = join(coverageFolder(folder), 'coverage-summary.json');
  const measured = (await isFile(summary)) ? await read(summary, parseCoverageSummary) : undefined;
  const lcov = join(coverageFolder(folder), 'lcov.info');
  const measureChanges = (text: string): ChangedCoverage | undefined => {
    if (changes.kind !== 'known') return undefined;
    const files = [...parseLcov(text)].map(
      ([path, lines]) => [relative(workspace, resolve(folder, path)), lines] as const,
    );
    return changedCoverage(changes.files, new Map(files));
  };
  const changed = measured !== undefined && (await isFile(lcov)) ? await read(lcov, measureChanges) : undefined;
  const module = { module: relative(workspace, folder) || '.', report: relative(workspace, lcov), changed };
  const coverage = measured === undefined ? [] : [{ ...measured, ...module }];
  return { tests: await locateTests(cases, folder, workspace), coverage, problems };
}

async function matching(patterns: readonly string[], folder: string): Promise<string[]> {
  const found = new Set<string>();
  for await (const path of glob([...patterns], { cwd: folder, exclude: ['**/node_modules/**'] })) {
    if (found.size < maxReports && (await isFile(join(folder, path)))) found.add(join(folder, path));
  }
  return [...found].sort();
}
