import { relative } from 'node:path';
import type { Log } from '@slipway/runner';
import type { BuildLog } from './maven/build-log.ts';
import { compilerSentence } from './maven/explain.ts';
import { isInside } from './paths.ts';
import type { LocatedTest } from './reports/read-reports.ts';
import { shortName } from './reports/test-report.ts';

/** GitHub shows ten annotations of a level for a step; the others would only be noise in the log. */
const maxAnnotations = 10;

/** Marks failed tests where they failed, as errors when they fail the build. */
export function annotateTests(tests: readonly LocatedTest[], isError: boolean, log: Log): void {
  const failed = tests.filter((test) => test.outcome === 'failed');
  for (const test of failed.slice(0, maxAnnotations)) {
    const message = (test.message || test.type || 'failed').slice(0, 1000);
    const at = { title: `Test failed: ${shortName(test)}`.replaceAll('\n', ' '), ...test.at };
    if (isError) log.error(message, at);
    else log.warning(message, at);
  }
  if (failed.length > maxAnnotations)
    log.info(`${failed.length - maxAnnotations} more failed tests are in the summary`);
}

/** Marks compiler errors; the first one is the failure's own annotation. */
export function annotateCompilerErrors({ compilerErrors }: BuildLog, workspace: string, log: Log): void {
  for (const error of compilerErrors.slice(1, maxAnnotations)) {
    const isOurs = isInside(workspace, error.file);
    const at = isOurs ? { file: relative(workspace, error.file), line: error.line } : {};
    log.error(isOurs ? error.message : compilerSentence(error, workspace), { title: 'Compilation failed', ...at });
  }
}
