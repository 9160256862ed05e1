import type { Result } from '@slipway/findings';
import type { BuildAccount } from './account.ts';
import { formatPercentage, percentage } from './coverage.ts';

/** The outputs of every build action. */
export interface Outputs {
  readonly result: Result;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly coverage: string;
  readonly 'branch-coverage': string;
  readonly 'changed-coverage': string;
  readonly 'artifact-path': string;
  readonly 'report-path': readonly string[];
}

export function outputsOf({ verdict, totals, coverage, changed, artifact, modules }: BuildAccount): Outputs {
  return {
    result: verdict.result,
    ...totals,
    coverage: formatPercentage(percentage(coverage.lines)),
    'branch-coverage': formatPercentage(percentage(coverage.branches)),
    'changed-coverage': changed.kind === 'measured' ? formatPercentage(percentage(changed.coverage.lines)) : '',
    'artifact-path': artifact ?? '',
    'report-path': modules.map((module) => module.report),
  };
}

/** The outputs as a failure carries them. */
export function texts(outputs: Outputs): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, Array.isArray(value) ? value.join('\n') : String(value)]),
  );
}
