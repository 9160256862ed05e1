import { type ChangedCoverage, sumChanged } from './changed-coverage.ts';
import type { Changes } from './find-changes.ts';

/** What is known of the lines that a change touched. */
export type ChangedFindings =
  | { readonly kind: 'measured'; readonly since: string; readonly coverage: ChangedCoverage }
  | { readonly kind: 'none' | 'unknown'; readonly why: string };

/** Adds up what each report has of the changed lines. */
export function changedFindings(
  changes: Changes,
  modules: readonly { readonly changed: ChangedCoverage | undefined }[],
): ChangedFindings {
  if (changes.kind !== 'known') return changes;
  const parts = modules.flatMap(({ changed }) => (changed === undefined ? [] : [changed]));
  if (parts.length === 0) return { kind: 'unknown', why: 'no coverage was measured' };
  return { kind: 'measured', since: changes.since, coverage: sumChanged(parts) };
}
