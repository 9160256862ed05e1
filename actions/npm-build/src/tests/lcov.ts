import type { CoveredLines } from '@slipway/build-result';

/**
 * Reads which lines were reached from a report in lcov's format, by the path that it names each file by.
 * https://ltp.sourceforge.net/coverage/lcov/geninfo.1.php
 */
export function parseLcov(text: string): ReadonlyMap<string, CoveredLines> {
  const files = new Map<string, Map<number, boolean>>();
  let lines = new Map<number, boolean>();
  for (const record of text.split(/\r?\n/)) {
    if (record.startsWith('SF:')) {
      const path = record.slice('SF:'.length);
      lines = files.get(path) ?? new Map();
      files.set(path, lines);
    }
    const [, number, hits] = /^DA:(\d+),(\d+)/.exec(record) ?? [];
    // A file may have several records, one for each test run.
    if (number !== undefined) lines.set(Number(number), Number(hits) > 0 || lines.get(Number(number)) === true);
  }
  return files;
}
