import { expect, test } from 'vitest';
import { errorLines } from './job-log.ts';

const stamp = (line: string) => `2026-07-11T09:30:00.1234567Z ${line}`;

test('the lines before the first error are told, without times and the marks of the runner', () => {
  const log = [
    '##[group]Run mvn',
    'mvn verify',
    '##[endgroup]',
    '\u001b[31m[ERROR] x\u001b[0m',
    '##[error]Maven failed',
    'Post job cleanup.',
    '##[error]later',
  ];
  expect(errorLines(log.map(stamp).join('\r\n'), 3)).toEqual(['mvn verify', '[ERROR] x', 'Maven failed']);
});

test('a log without an error ends with its last lines', () => {
  expect(errorLines('a\nb\nc\n', 2)).toEqual(['b', 'c']);
  expect(errorLines('', 2)).toEqual([]);
});

test('ten megabytes are not read again for each line', () => {
  const log = `${'x'.repeat(99)}\n`.repeat(100_000);
  const start = performance.now();
  expect(errorLines(`${log}##[error]end\n${log}`, 2)).toEqual(['x'.repeat(99), 'end']);
  expect(performance.now() - start).toBeLessThan(20_000);
});
