import { setTimeout as wait } from 'node:timers/promises';
import { ClusterFailure } from '@slipway/cluster';
import type { Context } from '@slipway/runner';

/** Milliseconds for which an API server may be away: one that is restarted is back sooner. */
const longest = 60_000;

type Patience = Pick<Context, 'now' | 'log' | 'signal'>;

/** Tries what may be done again, until it does not meet an outage; gives up, with what came of it last, after a minute. */
export async function outlast<T>(
  attempt: () => Promise<T>,
  meetsOutage: (outcome: T) => boolean,
  { now, log, signal }: Patience,
): Promise<T> {
  const start = now().getTime();
  for (let isFirst = true; ; isFirst = false) {
    const outcome = await attempt();
    if (!meetsOutage(outcome) || now().getTime() - start > longest) return outcome;
    if (isFirst) log.info('The cluster does not answer; waiting for it');
    await wait(1000, undefined, { signal });
  }
}

/** Asks the cluster what may be asked again, also while it is away for a moment. */
export async function askPatiently<T>(ask: () => Promise<T>, context: Patience): Promise<T> {
  const attempt = () =>
    ask().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
  const outcome = await outlast(attempt, (seen) => 'error' in seen && isUnreachable(seen.error), context);
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

const isUnreachable = (error: unknown) => error instanceof ClusterFailure && error.code === 'cluster-unreachable';
