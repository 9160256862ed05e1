import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  type ChangedCoverage,
  type Changes,
  isFile,
  type LocatedTest,
  type ModuleCoverage,
  parseTestReport,
  readReport,
  type TestCase,
} from '@slipway/build-result';
import type { Module } from '../maven/project.ts';
import { changedByModule, coverageOfChanges } from './changed-sources.ts';
import { parseCoverage, parseCoveredLines } from './jacoco.ts';
import { locateFailures } from './source-location.ts';

export interface Reports {
  readonly tests: readonly LocatedTest[];
  readonly coverage: readonly ModuleCoverage[];
  /** One sentence for each report that could not be read. */
  readonly problems: readonly string[];
}

/** Reads the reports that this run wrote: older ones, left by an earlier build in the same folder, do not count. */
export async function readReports(
  modules: readonly Module[],
  changes: Changes,
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
  for (const entry of modules) {
    const { folder } = entry;
    const module = nameOf(entry);
    const target = join(folder, 'target');
    const cases: TestCase[] = [];
    for (const path of await testReports(target)) cases.push(...((await read(path, parseTestReport)) ?? []));
    tests.push(...(await locateFailures(cases, folder, workspace)));
    for (const path of await coverageReports(target)) {
      const found = await read(path, (xml) => ({ ...parseCoverage(xml), changed: measureChanges(module, xml) }));
      if (found !== undefined) coverage.push({ ...found, module, report: relative(workspace, path) });
    }
  }
  return { tests, coverage, problems };
}

async function testReports(target: string): Promise<string[]> {
  const folders = [join(target, 'surefire-reports'), join(target, 'failsafe-reports')];
  const names = await Promise.all(folders.map((folder) => list(folder)));
  return folders.flatMap((folder, at) =>
    (names[at] ?? []).filter((name) => /^TEST-.*\.xml$/.test(name)).map((name) => join(folder, name)),
  );
}

/** `jacoco` is the folder of the `report` goal; a POM with its own executions may have written others beside it. */
async function coverageReports(target: string): Promise<string[]> {
  const site = join(target, 'site');
  const folders = (await list(site)).filter((name) => /^jacoco(-(?!aggregate|resources).*)?$/.test(name));
  const chosen = folders.includes('jacoco') ? ['jacoco'] : folders.slice(0, 1);
  const paths = chosen.map((folder) => join(site, folder, 'jacoco.xml'));
  const exists = await Promise.all(paths.map(isFile));
  return paths.filter((_, at) => exists[at]);
}

async function list(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
