import { createHash } from 'node:crypto';
import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Names under which a folder is kept. */
export interface CacheKey {
  readonly exact: string;
  /** The newest entry that begins so is better than none. */
  readonly prefix: string;
}

/** Folders whose files are products or other projects' property. */
const passedBy = new Set(['node_modules', 'target', '.git']);

/**
 * The key of a project's dependencies: the machine's kind and a hash over paths and contents of the files that name them.
 * Undefined when there is no such file.
 * @param folder Absolute path of the project.
 * @param patterns Globs relative to it.
 */
export async function cacheKey(
  name: string,
  folder: string,
  patterns: readonly string[],
): Promise<CacheKey | undefined> {
  const paths = await filesOf(folder, patterns);
  if (paths.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = await readFile(join(folder, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  const prefix = `${name}-${process.platform}-${process.arch}-`;
  return { exact: `${prefix}${hash.digest('hex')}`, prefix };
}

/** Sorted, each once, files only. */
async function filesOf(folder: string, patterns: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const exclude = (path: string) => path.split('/').some((part) => passedBy.has(part));
  for await (const path of glob([...patterns], { cwd: folder, exclude })) {
    if ((await stat(join(folder, path))).isFile()) found.add(path);
  }
  return [...found].sort();
}
