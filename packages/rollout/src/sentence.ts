import { shorten } from './container.ts';
import type { Finding } from './verdict.ts';

/** Findings about a container that has run. */
const ended: ReadonlySet<Finding['code']> = new Set([
  'crash-loop',
  'probe-failed',
  'out-of-memory',
  'job-failed',
  'hook-failed',
]);

/** The cause in one sentence: what happened, the log's last words, how often. */
export function causeSentence(finding: Finding, lastWords: string | undefined): string {
  const speaks = ended.has(finding.code);
  const words =
    speaks && lastWords !== undefined && lastWords !== '' ? `: "${shorten(lastWords, 200)}" (last log line)` : '';
  const { restarts = 0 } = finding;
  const often = speaks && restarts > 0 ? `; ${restarts} restart${restarts === 1 ? '' : 's'}` : '';
  return `${finding.clause}${words}${often}`;
}

/** The line of a log that says most about an end: the last that is no stack frame. */
export function lastWordsOf(lines: readonly string[]): string | undefined {
  const spoken = lines.filter((line) => line.trim() !== '' && !/^\s+(at |\.\.\. \d+ more)/.test(line));
  // «Caused by» of a Java trace says more than the exception that wraps it.
  return spoken.findLast((line) => /^Caused by: /.test(line)) ?? spoken.at(-1);
}
