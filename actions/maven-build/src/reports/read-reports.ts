import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Module } from '../maven/project.ts';
import { type Coverage, parseCoverage } from './coverage.ts';
import { locateFailures } from './source-location.ts';
import { parseTestReport, type TestCase } from './test-report.ts';

export interface LocatedTest extends TestCase {
  /** Folder of the module, relative to the workspace; `.` is the workspace. */
  readonly module: string;
  /** For failed tests, where the source could be found; relative to the workspace. */
  readonly at: { readonly file: string; readonly line: number } | undefined;
}

export interface ModuleCoverage extends Coverage {
  readonly module: string;
  /** Path of the XML report, relative to the workspace. */
  readonly report: string;
}

export interface Reports {
  readonly tests: readonly LocatedTest[];
  readonly coverage: readonly ModuleCoverage[];
  /** One sentence for each report that could not be read. */
  readonly problems: readonly string[];
}

/** A report holds what its tests printed; beyond this it is not worth the memory. */
const maxReportBytes = 100_000_000;

/** Reads the reports that this run wrote: older ones, left by an earlier build in the same folder, do not count. */
export async function readReports(modules: readonly Module[], workspace: string, startedAt: Date): Promise<Reports> {
  const tests: LocatedTest[] = [];
  const coverage: ModuleCoverage[] = [];
  const problems: string[] = [];
  const read = async <T>(path: string, parse: (xml: string) => T): Promise<T | undefined> => {
    const { mtimeMs, size } = await stat(path);
    // File times lag behind the clock by some milliseconds.
    if (mtimeMs < startedAt.getTime() - 1000) return undefined;
    try {
      if (size > maxReportBytes)
        throw new Error(`it has ${Math.round(size / 1e6)} MB, ${maxReportBytes / 1e6} are allowed`);
      return parse(await readFile(path, 'utf8'));
    } catch (error) {
      problems.push(`${relative(workspace, path)} cannot be read: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  };

  for (const { folder } of modules) {
    const module = relative(workspace, folder) || '.';
    const target = join(folder, 'target');
    const cases: TestCase[] = [];
    for (const path of await testReports(target)) cases.push(...((await read(path, parseTestReport)) ?? []));
    tests.push(...(await locateFailures(cases, folder, workspace)).map((test) => ({ ...test, module })));
    for (const path of await coverageReports(target)) {
      const found = await read(path, parseCoverage);
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
  const exists = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        (file) => file.isFile(),
        () => false,
      ),
    ),
  );
  return paths.filter((_, at) => exists[at]);
}

async function list(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
