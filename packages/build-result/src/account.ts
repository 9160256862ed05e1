import type { Location } from '@slipway/findings';
import type { ChangedCoverage } from './changes/changed-coverage.ts';
import type { ChangedFindings } from './changes/findings.ts';
import type { Coverage } from './coverage.ts';
import type { TestCase, Totals } from './test-report.ts';
import type { Verdict } from './verdict.ts';

export interface LocatedTest extends TestCase {
  /** For failed tests, where the source could be found; relative to the workspace. */
  readonly at: Required<Location> | undefined;
}

/** Coverage as one report has it; a build of several modules has several. */
export interface ModuleCoverage extends Coverage {
  /** Folder of the module, relative to the workspace; `.` is the workspace. */
  readonly module: string;
  /** Path of the report, relative to the workspace. */
  readonly report: string;
  /** Of the lines that the change touched; undefined where the change is not known. */
  readonly changed: ChangedCoverage | undefined;
}

/** What a build left behind, and what it is worth. */
export interface BuildAccount {
  readonly verdict: Verdict;
  readonly totals: Totals;
  readonly tests: readonly LocatedTest[];
  readonly coverage: Coverage;
  readonly modules: readonly ModuleCoverage[];
  readonly changed: ChangedFindings;
  /** Relative to the workspace; undefined when nothing was packaged. */
  readonly artifact: string | undefined;
  /** One sentence for each report that could not be read. */
  readonly problems: readonly string[];
  /** Milliseconds that the build tool took. */
  readonly duration: number;
}
