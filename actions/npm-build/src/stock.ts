import { type BuildAccount, changedFindings, judge, sumCoverage, totalsOf, type Verdict } from '@slipway/build-result';
import type { Inputs } from './inputs.ts';
import { ownWords } from './manager/noise.ts';
import type { StepResult } from './step.ts';
import { type Places, readReports } from './tests/read-reports.ts';
import type { Reporter } from './tests/reporter.ts';

export interface ScriptRun extends StepResult {
  readonly name: string;
}

/** What ran before the build script; undefined what the project does not have. */
export interface Runs {
  readonly lint: ScriptRun | undefined;
  readonly test: ScriptRun | undefined;
  readonly reporter: Reporter | undefined;
}

export type Stock = Omit<BuildAccount, 'artifact' | 'duration'>;

/** Reads what lint and tests came to, and what that makes of the build. */
export async function takeStock({ lint, test, reporter }: Runs, inputs: Inputs, places: Places): Promise<Stock> {
  const reports =
    test === undefined
      ? { tests: [], coverage: [], problems: [] }
      : await readReports(reporter, inputs.testReports, places);
  const totals = totalsOf(reports.tests);
  const found = {
    totals,
    coverage: sumCoverage(reports.coverage),
    changed: changedFindings(places.changes, reports.coverage),
    problems: problemsOf(test, totals.failed, reports.problems),
  };
  const tests = judge(found, { ...inputs, skipTests: test === undefined });
  return {
    ...found,
    tests: reports.tests,
    modules: reports.coverage,
    verdict: withLint(tests, lint, inputs.lintFailures),
  };
}

/** A script may fail although no test did: for a threshold of its own, or because it could not run them. */
function problemsOf(test: ScriptRun | undefined, failed: number, problems: readonly string[]): readonly string[] {
  if (test === undefined || test.exitCode === 0 || failed > 0) return problems;
  return [sentence(test), ...problems];
}

/** The verdict with the linter's part in it. */
export function withLint(tests: Verdict, lint: ScriptRun | undefined, onFailure: Inputs['lintFailures']): Verdict {
  if (lint === undefined || lint.exitCode === 0 || onFailure === 'ignore') return tests;
  const isFailure = tests.result === 'failure' || onFailure === 'fail';
  return { result: isFailure ? 'failure' : 'unstable', reasons: [sentence(lint), ...tests.reasons] };
}

/** Neither a frame of a stack trace nor a rule of a table: of those, the last line says nothing. */
const telling = /^(?!\s*at ).*\p{L}/u;

function sentence({ name, exitCode, lastLines }: ScriptRun): string {
  const last = ownWords(lastLines)
    .findLast((line) => telling.test(line))
    ?.trim();
  return `the script "${name}" ended with exit code ${exitCode}${last === undefined ? '' : `: ${last}`}`;
}
