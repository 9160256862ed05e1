import type { GitHub, Job, WorkflowRun } from '@slipway/github';

/** The run that this mail is about, as GitHub shows it while it goes on. */
export interface OwnRun {
  readonly run: WorkflowRun;
  /** The job that mails; undefined where it cannot be told from the others. */
  readonly job: Job | undefined;
  /** The jobs that are reported on. */
  readonly others: readonly Job[];
}

/** Undefined when GitHub knows no such run (act, a foreign run id). */
export async function findOwnRun(
  github: GitHub,
  { runId, runAttempt, runnerName }: { runId: string; runAttempt: string; runnerName: string },
): Promise<OwnRun | undefined> {
  if (runId === '') return undefined;
  const run = await github.run(runId, Number(runAttempt) || 1);
  if (run === undefined) return undefined;
  const jobs = await github.jobs(run);
  // A runner works on one job at a time, which tells ours from the others; the environment knows no job's full name.
  const candidates = jobs.filter(({ status, runner }) => status === 'in_progress' && runner === runnerName);
  const job = candidates.length === 1 ? candidates[0] : undefined;
  return { run, job, others: reportedJobs(jobs, job?.name) };
}

/**
 * The jobs beside the one that mails: within a reusable workflow (`build / notify`) only those of the same call
 * (`build / bss.index`).
 */
export function reportedJobs(jobs: readonly Job[], ownName: string | undefined): readonly Job[] {
  if (ownName === undefined) return jobs.filter(({ status }) => status === 'completed');
  const end = ownName.lastIndexOf(' / ');
  const prefix = end === -1 ? '' : ownName.slice(0, end + 3);
  return jobs.filter(({ name }) => name !== ownName && name.startsWith(prefix));
}
