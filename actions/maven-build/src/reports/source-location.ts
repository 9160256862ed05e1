import { readdir, realpath } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { LocatedTest, TestCase } from '@slipway/build-result';
import { byRelevance, frames, sourcePath } from './stack-trace.ts';

const maxSources = 50_000;

/**
 * Adds to each failed test the file and line in the module that ran it. A test of a module may fail in code that
 * another module holds too, so only sources of its own module are looked at.
 */
export async function locateFailures(
  cases: readonly TestCase[],
  module: string,
  workspace: string,
): Promise<LocatedTest[]> {
  const failing = cases.some((test) => test.outcome === 'failed');
  const sources = failing ? await sourcesOf(module) : new Map<string, string[]>();
  const root = failing ? await realpath(module) : module;
  return cases.map((test) => {
    if (test.outcome !== 'failed') return { ...test, at: undefined };
    for (const frame of byRelevance(frames(test.stackTrace), test.className)) {
      const path = sourcePath(frame);
      const source = sources.get(frame.file)?.find((candidate) => candidate.endsWith(`/${path}`));
      if (source !== undefined)
        return { ...test, at: { file: relative(workspace, join(root, source)), line: frame.line } };
    }
    return { ...test, at: undefined };
  });
}

/** Paths below `src` relative to the module, by file name; test sources first, because a test class may share its name. */
async function sourcesOf(module: string): Promise<Map<string, string[]>> {
  const entries = await readdir(join(module, 'src'), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && /\.(java|kt|groovy|scala)$/.test(entry.name))
    .slice(0, maxSources)
    .map((entry) => relative(module, join(entry.parentPath, entry.name)));
  const isMain = (path: string) => path.startsWith('src/main/');
  const ordered = [...files.filter((path) => !isMain(path)), ...files.filter(isMain)];
  return Map.groupBy(ordered, (path) => basename(path));
}
