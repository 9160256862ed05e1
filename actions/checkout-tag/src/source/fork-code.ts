import { CheckoutFailure } from '../failure.ts';
import { qualifiedName } from './location.ts';

/** What an event tells about the pull request behind it; undefined where there is none. */
export interface PullRequest {
  readonly headRepository: string | undefined;
  readonly isFork: boolean;
  /** Commits of the pull request: its head and its merge commit. */
  readonly commits: readonly string[];
}

interface Asked {
  readonly eventName: string;
  readonly repository: string;
  /** The input, or the event's ref. */
  readonly ref: string;
  readonly commit: string;
}

/**
 * Refuses a fork's code in the events that run with the base repository's secrets, as actions/checkout does since
 * its version 7: whoever opens a pull request would otherwise run code with them.
 * @throws {CheckoutFailure} `unsafe-checkout`
 */
export function refuseForkCode(asked: Asked, pullRequest: PullRequest | undefined): void {
  if (asked.eventName !== 'pull_request_target' && asked.eventName !== 'workflow_run') return;
  if (!pullRequest?.isFork) return;
  const isForkRepository =
    pullRequest.headRepository !== undefined &&
    qualifiedName(asked.repository) === pullRequest.headRepository.toLowerCase();
  const isPullRef = /^refs\/pull\//.test(asked.ref);
  const isPullCommit = pullRequest.commits.includes(asked.commit.toLowerCase());
  if (!isForkRepository && !isPullRef && !isPullCommit) return;
  throw new CheckoutFailure({
    code: 'unsafe-checkout',
    headline: `Refused to check out a fork's pull request in a "${asked.eventName}" run`,
    reason:
      'This event runs with the secrets and the token of the base repository; building code of a fork there hands ' +
      'them to whoever opened the pull request.',
    advice: 'Build pull requests in a workflow that is started by "pull_request".',
  });
}
