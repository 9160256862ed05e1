import type { ProcessResult } from '@slipway/runner';
import { conflictsIn, sayConflicts } from './conflicts.ts';

/** What is wrong, in our own sentence where there is one for it. */
export function explained(error: string): string {
  const conflicts = conflictsIn(error);
  return conflicts.length > 0 ? sayConflicts(conflicts) : error;
}

/** Helm's last words without its prefix. */
export function errorOf(result: ProcessResult): string {
  const lines = `${result.stderr}\n${result.stdout}`
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(WARNING|level=WARN)/.test(line));
  const text = lines
    .join('\n')
    .replace(/^Error: /m, '')
    .trim();
  return text === '' ? `exit code ${result.exitCode ?? result.signal}` : text;
}
