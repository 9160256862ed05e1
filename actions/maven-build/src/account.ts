import { relative } from 'node:path';
import { findArtifact } from './artifact.ts';
import type { Inputs } from './inputs.ts';
import type { Module } from './maven/project.ts';
import type { MavenResult } from './maven/run-maven.ts';
import { type Coverage, sumCoverage } from './reports/coverage.ts';
import { type LocatedTest, type ModuleCoverage, readReports } from './reports/read-reports.ts';
import { type Totals, totalsOf } from './reports/test-report.ts';
import { judge, type Verdict } from './verdict.ts';

/** What a Maven run left behind, and what it is worth. */
export interface BuildAccount {
  readonly verdict: Verdict;
  readonly totals: Totals;
  readonly tests: readonly LocatedTest[];
  readonly coverage: Coverage;
  readonly modules: readonly ModuleCoverage[];
  /** Relative to the workspace; undefined when nothing was packaged. */
  readonly artifact: string | undefined;
  /** One sentence for each report that could not be read. */
  readonly problems: readonly string[];
  /** Milliseconds that Maven took. */
  readonly duration: number;
}

/** Reads the reports of the run; also those of one that failed half-way, whose first tests may say why. */
export async function takeStock(
  maven: MavenResult,
  inputs: Inputs,
  places: { readonly modules: readonly Module[]; readonly workspace: string; readonly startedAt: Date },
): Promise<BuildAccount> {
  const { modules, workspace, startedAt } = places;
  const reports = await readReports(modules, workspace, startedAt);
  const found = {
    totals: totalsOf(reports.tests),
    coverage: sumCoverage(reports.coverage),
    problems: reports.problems,
  };
  const isFinished = maven.exitCode === 0;
  const artifact = isFinished ? await findArtifact(modules, startedAt) : undefined;
  return {
    ...found,
    verdict: isFinished ? judge(found, inputs) : { result: 'failure', reasons: [] },
    tests: reports.tests,
    modules: reports.coverage,
    artifact: artifact === undefined ? undefined : relative(workspace, artifact),
    duration: maven.duration,
  };
}
