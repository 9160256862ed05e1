import type { Result } from '@slipway/findings';
import { type CheckAnnotation, type CheckRun, createCheckRun, GitHubFailure } from '@slipway/github';
import type { Context } from '@slipway/runner';
import type { BuildAccount } from './account.ts';
import { headOf } from './changes/base.ts';
import { readEvent } from './changes/find-changes.ts';
import { formatPercentage, percentage } from './coverage.ts';
import { summarize } from './summary.ts';
import { shortName } from './test-report.ts';
import { usefulTrace } from './useful-trace.ts';

/** How a build is shown beside its commit. */
export interface CheckRunInputs {
  /** Empty makes no check run. */
  readonly githubToken: string;
  /** Empty is the job's id and «tests». */
  readonly checkName: string;
}

/** GitHub's Actions know no unstable; its checks do. */
const conclusions: Readonly<Record<Result, CheckRun['conclusion']>> = {
  success: 'success',
  unstable: 'neutral',
  failure: 'failure',
};

/**
 * Shows what a build came to as a check run of its commit, where there is a token that may. It never changes how the build
 * ends: what GitHub refuses is a line of the log.
 */
export async function publishCheckRun(
  tool: string,
  account: BuildAccount,
  inputs: CheckRunInputs,
  context: Context,
): Promise<void> {
  const { github, log, signal } = context;
  if (inputs.githubToken === '' || github.repository === '') return;
  const run = {
    ...checkRunOf(tool, account),
    name: inputs.checkName || `${github.job} tests`,
    headSha: headOf(github.sha, await readEvent(github.eventPath)),
    detailsUrl: github.runUrl,
  };
  const { apiUrl, repository } = github;
  const options = { apiUrl, repository, token: inputs.githubToken, signal, say: (line: string) => log.info(line) };
  try {
    const isMade = await createCheckRun(run, options);
    log.info(
      isMade ? `Check run "${run.name}": ${run.conclusion}` : 'No check run: the token has no right checks: write',
    );
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    log.warning(`No check run "${run.name}": ${error.message}`);
  }
}

/** What a check run says of a build. */
export function checkRunOf(
  tool: string,
  account: BuildAccount,
): Pick<CheckRun, 'conclusion' | 'title' | 'summary' | 'annotations'> {
  const { verdict, totals, coverage } = account;
  const lines = formatPercentage(percentage(coverage.lines));
  const measured = lines === '' ? '' : `, line coverage ${lines} %`;
  const ended = verdict.result === 'failure' ? `${tool} build failed` : `${totals.passed} tests passed${measured}`;
  return {
    conclusion: conclusions[verdict.result],
    title: verdict.reasons.join('; ') || ended,
    summary: summarize(tool, account),
    annotations: annotationsOf(account),
  };
}

function annotationsOf({ tests, verdict }: BuildAccount): CheckAnnotation[] {
  const level = verdict.result === 'failure' ? 'failure' : 'warning';
  return tests.flatMap((test) => {
    if (test.outcome !== 'failed' || test.at === undefined) return [];
    const message = usefulTrace(test.stackTrace).slice(0, 4000) || test.message || test.type || 'failed';
    return [{ path: test.at.file, line: test.at.line, level, title: shortName(test), message }];
  });
}
