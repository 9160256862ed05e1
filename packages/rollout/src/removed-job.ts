import { shorten } from './container.ts';
import type { Event } from './objects.ts';
import type { Verdict } from './verdict.ts';

/** Reasons of the Job controller's last event about a Job (pkg/controller/job of Kubernetes 1.34). */
const completed = 'Completed';
const failures = new Set([
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
  'PodFailurePolicy',
]);

/**
 * A Job with `ttlSecondsAfterFinished` is removed when it has ended, and may be gone before anybody has looked; its events
 * stay for an hour.
 * @param events about the Job, oldest first
 */
export function judgeRemovedJob(object: string, events: readonly Event[]): Verdict {
  const end = events.findLast(({ reason = '' }) => reason === completed || failures.has(reason));
  if (end?.reason === completed) return { state: 'succeeded' };
  // Long ago: it has ended, or it would be there.
  if (events.length === 0) return { state: 'succeeded' };
  if (end === undefined)
    return { state: 'progressing', waitingFor: [`${object}: gone, and nothing says how it ended`] };
  return {
    state: 'failed',
    findings: [{ code: 'job-failed', object, clause: `${object} failed: ${shorten(end.message ?? '')}` }],
  };
}
