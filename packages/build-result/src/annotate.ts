import type { Log } from '@slipway/runner';
import type { LocatedTest } from './account.ts';
import { shortName } from './test-report.ts';

/** GitHub shows ten annotations of a level for a step; the others would only be noise in the log. */
export const maxAnnotations = 10;

/** Marks failed tests where they failed, as errors when they fail the build. */
export function annotateTests(tests: readonly LocatedTest[], isError: boolean, log: Log): void {
  const failed = tests.filter((test) => test.outcome === 'failed');
  for (const test of failed.slice(0, maxAnnotations)) {
    // mocha's xunit reporter writes the message into the text alone.
    const message = (test.message || test.stackTrace.split('\n', 1)[0] || test.type || 'failed').slice(0, 1000);
    const at = { title: `Test failed: ${shortName(test)}`.replaceAll('\n', ' '), ...test.at };
    if (isError) log.error(message, at);
    else log.warning(message, at);
  }
  if (failed.length > maxAnnotations)
    log.info(`${failed.length - maxAnnotations} more failed tests are in the summary`);
}
