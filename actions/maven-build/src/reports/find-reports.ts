import { glob, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '@slipway/build-result';

/** Absolute paths of the reports of one module. */
export interface FoundReports {
  readonly tests: readonly string[];
  readonly coverage: readonly string[];
}

/** Where surefire, failsafe and JaCoCo write when a POM says nothing else. */
export async function usualReports(module: string): Promise<FoundReports> {
  const target = join(module, 'target');
  const [tests, coverage] = await Promise.all([testReports(target), coverageReports(target)]);
  return { tests, coverage };
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

/** TestNG writes the same tests a second time into the last. */
const passedOver = new Set(['node_modules', '.git', 'src', 'junitreports']);
const maxReports = 20_000;

/**
 * Reports at other places of the modules, which a POM may name in many ways (`build.directory`, `reportsDirectory`, properties
 * of its parents). Each belongs to the innermost module that it lies in.
 * @param known paths that are not to be found again
 */
export async function reportsElsewhere(
  modules: readonly string[],
  known: ReadonlySet<string>,
): Promise<ReadonlyMap<string, FoundReports>> {
  const seen = new Set(known);
  const found = new Map<string, FoundReports>();
  for (const module of modules.toSorted((one, other) => other.length - one.length)) {
    const paths: string[] = [];
    const exclude = (path: string) => passedOver.has(path.slice(path.lastIndexOf('/') + 1));
    for await (const path of glob('**/{TEST-*,jacoco}.xml', { cwd: module, exclude })) {
      const report = join(module, path);
      if (seen.has(report) || seen.size > maxReports) continue;
      seen.add(report);
      paths.push(report);
    }
    const coverage = paths.filter((path) => path.endsWith('/site/jacoco/jacoco.xml'));
    found.set(module, { tests: paths.filter((path) => !path.endsWith('/jacoco.xml')).sort(), coverage });
  }
  return found;
}
