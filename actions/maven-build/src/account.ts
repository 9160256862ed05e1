import { relative } from 'node:path';
import { type BuildAccount, type Changes, changedFindings, judge, sumCoverage, totalsOf } from '@slipway/build-result';
import { findArtifact } from './artifact.ts';
import type { Inputs } from './inputs.ts';
import type { Module } from './maven/project.ts';
import type { MavenResult } from './maven/run-maven.ts';
import { readReports } from './reports/read-reports.ts';

/** Reads the reports of the run; also those of one that failed half-way, whose first tests may say why. */
export async function takeStock(
  maven: MavenResult,
  inputs: Inputs,
  changes: Changes,
  places: { readonly modules: readonly Module[]; readonly workspace: string; readonly startedAt: Date },
): Promise<BuildAccount> {
  const { modules, workspace, startedAt } = places;
  const reports = await readReports(modules, changes, maven.log.tests, { workspace, startedAt });
  const found = {
    totals: totalsOf(reports.tests),
    coverage: sumCoverage(reports.coverage),
    changed: changedFindings(changes, reports.coverage),
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
