import type { Result } from '@slipway/findings';
import type { ChangedFindings } from './changes/findings.ts';
import { type Coverage, formatPercentage, percentage } from './coverage.ts';
import type { Totals } from './test-report.ts';

export interface Verdict {
  readonly result: Result;
  /** Why it is not a success; each a sentence without full stop. */
  readonly reasons: readonly string[];
}

/** What the user accepts of a build. */
export interface Rules {
  /** What failing tests make of the build. */
  readonly testFailures: 'unstable' | 'fail' | 'ignore';
  /** Line coverage in percent; undefined when none is asked for. */
  readonly minCoverage: number | undefined;
  /** The same for the lines that the change touched. */
  readonly minChangedCoverage: number | undefined;
  readonly skipTests: boolean;
}

export interface Findings {
  readonly totals: Totals;
  readonly coverage: Coverage;
  readonly changed: ChangedFindings;
  /** Reports that could not be read: what they hold is unknown, and unknown is not passed. */
  readonly problems: readonly string[];
}

/** What a build whose tool went through is worth. */
export function judge(findings: Findings, rules: Rules): Verdict {
  const { totals } = findings;
  const testReasons = [
    ...(totals.failed > 0 ? [`${totals.failed} of ${totals.total} tests failed`] : []),
    ...findings.problems,
  ];
  const coverageReasons = rules.skipTests
    ? []
    : [...coverageReason(findings.coverage, rules), ...changedReason(findings.changed, rules)];
  const tests = rules.testFailures === 'ignore' ? [] : testReasons;
  const reasons = [...tests, ...coverageReasons];
  if (tests.length > 0 && rules.testFailures === 'fail') return { result: 'failure', reasons };
  return { result: reasons.length > 0 ? 'unstable' : 'success', reasons };
}

function coverageReason(coverage: Coverage, rules: Rules): string[] {
  const { minCoverage } = rules;
  if (minCoverage === undefined || minCoverage === 0) return [];
  const lines = percentage(coverage.lines);
  if (lines === undefined)
    return [`line coverage was not measured, and ${minCoverage} % are asked for ("min-coverage")`];
  if (lines >= minCoverage) return [];
  return [`line coverage is ${formatPercentage(lines)} %, below the ${minCoverage} % of "min-coverage"`];
}

/** A build that has nothing to be compared with has changed nothing that could be too little tested. */
function changedReason(changed: ChangedFindings, { minChangedCoverage: min }: Rules): string[] {
  if (min === undefined || min === 0 || changed.kind === 'none') return [];
  const wanted = `the ${min} % of "min-changed-coverage"`;
  if (changed.kind !== 'measured')
    return [`coverage of the changed lines is not known (${changed.why}), for ${wanted}`];
  const percent = percentage(changed.coverage.lines);
  if (percent === undefined || percent >= min) return [];
  return [`coverage of the changed lines is ${formatPercentage(percent)} %, below ${wanted}`];
}
