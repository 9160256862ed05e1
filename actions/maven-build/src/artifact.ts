import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Module } from './maven/project.ts';

interface Candidate {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/**
 * Absolute path of what the build made to be run: of the project's own folder before that of its modules. Undefined
 * when nothing was packaged.
 */
export async function findArtifact(modules: readonly Module[], startedAt: Date): Promise<string | undefined> {
  const [project = [], ...others] = await Promise.all(modules.map(({ folder }) => candidates(join(folder, 'target'))));
  return choose(project, startedAt) ?? choose(others.flat(), startedAt);
}

/**
 * What this run wrote before what was there already (the jar plugin leaves an unchanged jar alone), and of those the
 * largest: a jar with its dependencies is larger than the plain one beside it.
 */
export function choose(found: readonly Candidate[], startedAt: Date): string | undefined {
  const fresh = found.filter((candidate) => candidate.modified >= startedAt.getTime() - 1000);
  const [largest] = (fresh.length > 0 ? fresh : found).toSorted((one, other) => other.bytes - one.bytes);
  return largest?.path;
}

async function candidates(target: string): Promise<Candidate[]> {
  const names = (await readdir(target).catch(() => [])).filter(isProgram).sort();
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(target, name));
      return { path: join(target, name), bytes: size, modified: mtimeMs };
    }),
  );
}

/** `original-*.jar` is what the shade plugin leaves of the jar it replaced. */
export function isProgram(name: string): boolean {
  return /\.(jar|war|ear)$/.test(name) && !/(^original-|-(sources|javadoc|tests|test-sources)\.jar$)/.test(name);
}
