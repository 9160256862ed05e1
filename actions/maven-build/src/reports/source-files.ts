import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

const maxSources = 50_000;
const passedOver = new Set(['node_modules', 'target']);

/** Sources of a module, by file name; paths are relative to the module. */
export type SourceFiles = ReadonlyMap<string, readonly string[]>;

/**
 * Sources of a module wherever its POM says that they are, without those of modules inside of it; test sources first, because a
 * test class may share its name.
 */
export async function sourceFiles(module: string): Promise<SourceFiles> {
  const files: string[] = [];
  const folders = [module];
  for (let folder = folders.shift(); folder !== undefined && files.length < maxSources; folder = folders.shift()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (folder !== module && entries.some(({ name }) => name === 'pom.xml')) continue;
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isFile() && /\.(java|kt|groovy|scala)$/.test(entry.name)) files.push(relative(module, path));
      if (entry.isDirectory() && !entry.name.startsWith('.') && !passedOver.has(entry.name)) folders.push(path);
    }
  }
  const isMain = (path: string) => path.startsWith('src/main/');
  const ordered = [...files.filter((path) => !isMain(path)), ...files.filter(isMain)];
  return Map.groupBy(ordered, (path) => basename(path));
}

/**
 * The file of a source that lies at `path` below a source folder (`com/example/A.java`). Kotlin and Groovy do not ask for the
 * folders of the package, and leave those out that all sources share: of them, the one file is taken that has most of the folders.
 */
export function findSource(sources: SourceFiles, path: string): string | undefined {
  const named = sources.get(basename(path)) ?? [];
  const exact = named.find((candidate) => `/${candidate}`.endsWith(`/${path}`));
  if (exact !== undefined || path.endsWith('.java')) return exact;
  const [best, second] = named
    .map((candidate) => ({ candidate, shared: sharedEnd(candidate.split('/'), path.split('/')) }))
    .sort((one, other) => other.shared - one.shared);
  return best !== undefined && best.shared !== second?.shared ? best.candidate : undefined;
}

/** How many names at their ends two paths have in common. */
function sharedEnd(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && count < other.length && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return count;
}
