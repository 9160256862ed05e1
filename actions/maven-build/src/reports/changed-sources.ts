import { basename } from 'node:path';
import { type ChangedCoverage, type Changes, type CoveredLines, changedCoverage } from '@slipway/build-result';

/** Paths of the changed files that belong to each module: the innermost folder that holds them. */
export function changedByModule(
  changes: Changes,
  modules: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>> {
  const found = new Map<string, Map<string, ReadonlySet<number>>>(modules.map((module) => [module, new Map()]));
  if (changes.kind !== 'known') return found;
  const deepestFirst = modules.toSorted((one, other) => depth(other) - depth(one));
  for (const [path, lines] of changes.files) {
    const module = deepestFirst.find((folder) => folder === '.' || path.startsWith(`${folder}/`));
    if (module !== undefined && isSource(path)) found.get(module)?.set(path, lines);
  }
  return found;
}

const depth = (folder: string) => (folder === '.' ? 0 : folder.split('/').length);
const isSource = (path: string) => /\.(java|kt|groovy|scala)$/.test(path);

/**
 * Coverage of the changed files of one module, whose report names sources by package: `p/Sign.java` is
 * `src/main/java/p/Sign.java`. Kotlin may leave folders of the package out, so that a name which is there once will do.
 */
export function coverageOfChanges(
  changed: ReadonlyMap<string, ReadonlySet<number>>,
  report: ReadonlyMap<string, CoveredLines>,
): ChangedCoverage {
  const names = [...report.keys()];
  const measured = new Map<string, CoveredLines>();
  for (const path of changed.keys()) {
    const exact = names.find((name) => `/${path}`.endsWith(`/${name}`));
    const alike = path.endsWith('.kt') ? names.filter((name) => basename(name) === basename(path)) : [];
    const name = exact ?? (alike.length === 1 ? alike[0] : undefined);
    const lines = name === undefined ? undefined : report.get(name);
    if (lines !== undefined) measured.set(path, lines);
  }
  return changedCoverage(changed, measured);
}
