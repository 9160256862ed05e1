import { readFile, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { LocatedTest, TestCase } from '@slipway/build-result';
import { declarationLine } from './declaration.ts';
import { findSource, type SourceFiles, sourceFiles } from './source-files.ts';
import { byRelevance, frames, outer, sourcePath } from './stack-trace.ts';

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
  const sources = failing ? await sourceFiles(module) : new Map<string, string[]>();
  const root = failing ? await realpath(module) : module;
  return Promise.all(
    cases.map(async (test) => {
      if (test.outcome !== 'failed') return { ...test, at: undefined };
      const place = placeOfFrame(test, sources) ?? (await placeOfTest(test, sources, root));
      const at = place && { file: relative(workspace, join(root, place.source)), line: place.line };
      return { ...test, at };
    }),
  );
}

interface Place {
  readonly source: string;
  readonly line: number;
}

function placeOfFrame(test: TestCase, sources: SourceFiles): Place | undefined {
  for (const frame of byRelevance(frames(test.stackTrace), test.className)) {
    const source = findSource(sources, sourcePath(frame));
    if (source !== undefined) return { source, line: frame.line };
  }
  return undefined;
}

/** Of a failure without a frame of the service (no argument could be made, nothing was thrown here): where the test stands. */
async function placeOfTest(test: TestCase, sources: SourceFiles, root: string): Promise<Place | undefined> {
  const className = outer(test.className);
  for (const ending of ['java', 'kt', 'groovy', 'scala']) {
    const source = findSource(sources, `${className.replaceAll('.', '/')}.${ending}`);
    if (source === undefined) continue;
    const text = await readFile(join(root, source), 'utf8').catch(() => '');
    return { source, line: declarationLine(text, className, test.name) };
  }
  return undefined;
}
