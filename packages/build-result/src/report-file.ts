import { readFile, stat } from 'node:fs/promises';

/** A report holds what its tests printed; beyond this it is not worth the memory. */
const maxReportBytes = 100_000_000;

/** Neither content nor problem when the report is of an earlier build. */
export interface ReadReport<T> {
  readonly content?: T;
  /** Why it cannot be read, in one clause. */
  readonly problem?: string;
}

/** Reads a report, if this run wrote it: older ones, left by an earlier build in the same folder, do not count. */
export async function readReport<T>(path: string, startedAt: Date, parse: (text: string) => T): Promise<ReadReport<T>> {
  const { mtimeMs, size } = await stat(path);
  // File times lag behind the clock by some milliseconds.
  if (mtimeMs < startedAt.getTime() - 1000) return {};
  if (size > maxReportBytes) {
    return { problem: `it has ${Math.round(size / 1e6)} MB, ${maxReportBytes / 1e6} are allowed` };
  }
  try {
    return { content: parse(await readFile(path, 'utf8')) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
