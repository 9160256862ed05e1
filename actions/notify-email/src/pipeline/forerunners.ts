import { type GitHub, GitHubFailure, type Job, type WorkflowRun } from '@slipway/github';
import { type OwnRun, reportedJobs } from './own-run.ts';
import { type State, stateOf } from './state.ts';

export interface Forerunner {
  readonly run: WorkflowRun;
  readonly state: State;
  /** Whether its mail could not be sent; costs a request. */
  isUntold(): Promise<boolean>;
}

/** How the titles of this action's own warnings and errors begin: its mail was not sent. */
const failedToMail = /^notify-email: /;

/** Title of the notice by which a job remembers what GitHub has no word for. */
export const unstableTitle = 'State: unstable';

/** Runs to look back at; each costs a request or two. */
export const furthest = 20;

/** Why there are no more: there never were, or nobody looked further. */
export type End = 'first run' | 'limit';

/**
 * The runs before this one that did the same work, the newest first: an earlier attempt of this run, then earlier runs of
 * the same workflow and branch. A run in which the job that mails does not appear was about something else (another
 * service or environment of a shared workflow).
 * @throws {GitHubFailure}
 */
export async function* forerunners(github: GitHub, own: OwnRun): AsyncGenerator<Forerunner, End> {
  let looked = 0;
  for await (const run of earlier(github, own.run)) {
    if (looked === furthest) return 'limit';
    looked += 1;
    const jobs = await github.jobs(run);
    const mailer = own.job && jobs.find(({ name }) => name === own.job?.name);
    if (own.job !== undefined && mailer === undefined) continue;
    const state = worst(reportedJobs(jobs, own.job?.name));
    if (state === undefined) continue;
    const said = noticesOf(github, mailer);
    const isUnstable = state === 'success' && (await said()).includes(unstableTitle);
    const isUntold = async () => (await said()).some((title) => failedToMail.test(title));
    yield { run, state: isUnstable ? 'unstable' : state, isUntold };
  }
  return 'first run';
}

async function* earlier(github: GitHub, run: WorkflowRun): AsyncGenerator<WorkflowRun> {
  for (let attempt = run.attempt - 1; attempt > 0; attempt -= 1) {
    const before = await github.run(run.id, attempt);
    if (before) yield before;
  }
  yield* github.runsBefore(run);
}

/** The state of several jobs together; undefined when none of them was to run. */
export function worst(jobs: readonly Pick<Job, 'conclusion'>[]): State | undefined {
  const states = jobs
    .map(({ conclusion }) => conclusion)
    .filter((conclusion) => conclusion !== undefined && conclusion !== 'skipped')
    .map((conclusion) => stateOf(conclusion ?? ''));
  return (['failure', 'cancelled', 'success'] as const).find((state) => states.includes(state));
}

/** The titles of what the job that mailed reported, asked for once. */
function noticesOf(github: GitHub, mailer: Job | undefined): () => Promise<readonly string[]> {
  let titles: Promise<readonly string[]> | undefined;
  const ask = async (): Promise<readonly string[]> => {
    if (mailer === undefined) return [];
    try {
      return (await github.annotations(mailer.id)).map(({ title }) => title);
    } catch (error) {
      // Without the permission checks: read an unstable run looks like a successful one, and every mail like a sent one.
      if (error instanceof GitHubFailure && error.code === 'github-refused') return [];
      throw error;
    }
  };
  return () => {
    titles ??= ask();
    return titles;
  };
}
