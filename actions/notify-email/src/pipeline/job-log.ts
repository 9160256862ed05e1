import { lastLines } from '../mail/bounded.ts';

const timestamp = /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z ?/;

/**
 * What a job's log says around its first error: the lines before the first `##[error]`, and it. Without one the last
 * lines. Takes logs of any size.
 */
export function errorLines(log: string, count: number): string[] {
  const at = log.indexOf('##[error]');
  const end = at === -1 ? log.length : log.indexOf('\n', at);
  const upToError = log.slice(Math.max(0, at === -1 ? end - 200_000 : at - 200_000), end === -1 ? log.length : end);
  const lines = upToError.split('\n').map((line) => line.replace(timestamp, ''));
  const told = lines.filter((line) => !/^##\[(group|endgroup|debug|command)\]/.test(line));
  return lastLines(told.map((line) => line.replace(/^##\[(error|warning|notice)\]/, '')).join('\n'), count);
}
