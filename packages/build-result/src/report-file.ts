import { readFile, stat } from 'node:fs/promises';

/** A report holds what its tests printed; beyond this it is not worth the memory. */
const maxReportBytes = 100_000_000;

/** Of a parser's sentence, which quotes what it stumbles on at full length. */
const maxMessage = 200;

/** Neither content nor problem when the report is of an earlier build. */
export interface ReadReport<T> {
  readonly content?: T;
  /** Why it cannot be read, in one clause. */
  readonly problem?: string;
}

/** Reads a report, if this run wrote it: older ones, left by an earlier build in the same folder, do not count. */
export async function readReport<T>(path: string, startedAt: Date, parse: (text: string) => T): Promise<ReadReport<T>> {
  const status = await stat(path);
  const { mtimeMs, size } = status;
  // File times lag behind the clock by some milliseconds.
  if (mtimeMs < startedAt.getTime() - 1000) return {};
  // A pipe would be waited for without an end, and a device has none.
  if (!status.isFile()) return { problem: 'it is no file' };
  if (size > maxReportBytes) {
    return { problem: `it has ${Math.round(size / 1e6)} MB, ${maxReportBytes / 1e6} are allowed` };
  }
  try {
    return { content: parse(await readFile(path, 'utf8')) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: message.length > maxMessage ? `${message.slice(0, maxMessage)}...` : message };
  }
}
