import { Failure } from '@slipway/findings';
import type { Annotation, GitHub, Job } from '@slipway/github';
import type { Context } from '@slipway/runner';
import { errorLines } from './job-log.ts';
import type { OwnRun } from './own-run.ts';

/** A job that did not do its work, or did it with warnings, and what GitHub knows of it. */
export interface Trouble {
  readonly job: string;
  readonly url: string;
  readonly conclusion: string;
  /** Name of the step that failed; empty when none did. */
  readonly step: string;
  readonly hasStarted: boolean;
  readonly hasTimedOut: boolean;
  /** Whether GitHub told what the job reported. */
  readonly isTold: boolean;
  /** Errors and warnings, without those that only repeat that it failed. */
  readonly annotations: readonly Annotation[];
  readonly log: readonly string[];
}

/** Jobs to look at; in a matrix all mostly fail for one reason. */
const mostJobs = 5;
const logLines = 25;
const timedOut = /exceeded the maximum execution time/i;
/** What the runner says of every failed or stopped job. */
const empty = /^(Process completed with exit code \d+\.?|The operation was canceled\.?)$/i;

/** Looks up what went wrong in the jobs that are reported on. What GitHub does not tell is missing, nothing else. */
export async function findTroubles(
  { github, own }: { readonly github: GitHub; readonly own: OwnRun },
  { log }: Pick<Context, 'log'>,
): Promise<readonly Trouble[]> {
  const isBad = ({ conclusion }: Job) =>
    conclusion !== undefined && !['success', 'skipped', 'neutral'].includes(conclusion);
  const bad = own.others.filter(isBad);
  const jobs = (bad.length > 0 ? bad : own.others.filter(({ conclusion }) => conclusion === 'success')).slice(
    0,
    mostJobs,
  );
  const troubles: Trouble[] = [];
  for (const job of jobs) {
    const ask = async <T>(question: Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await question;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        log.info(`More about ${job.name} cannot be looked up: ${error.message}`);
        return otherwise;
      }
    };
    const told = await ask<Annotation[] | undefined>(github.annotations(job.id), undefined);
    const all = told ?? [];
    const annotations = all.filter(({ level, message }) => level !== 'notice' && !empty.test(message.trim()));
    const text = isBad(job) && job.steps.length > 0 ? await ask(github.log(job.id), '') : '';
    troubles.push({ ...troubleOf(job, annotations, errorLines(text ?? '', logLines)), isTold: told !== undefined });
  }
  return troubles;
}

function troubleOf(job: Job, annotations: readonly Annotation[], log: readonly string[]): Omit<Trouble, 'isTold'> {
  const { name, url, conclusion = '', steps } = job;
  const step = steps.find((each) => each.conclusion === 'failure' || each.conclusion === 'timed_out');
  return {
    ...{ job: name, url, conclusion, annotations, log },
    step: step?.name ?? '',
    hasStarted: steps.length > 0,
    hasTimedOut: conclusion === 'timed_out' || annotations.some(({ message }) => timedOut.test(message)),
  };
}
