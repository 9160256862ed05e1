import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Cluster, ClusterFailure, type Lease, type LeaseFile } from '@slipway/cluster';
import { formatDuration } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { DeployFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';

/** The right to change a release, held by one run at a time. */
export interface Turn {
  /** The run that had it before was killed or cancelled: what it left half-done is not under way any more. */
  readonly tookOver: boolean;
  /** The version in which the one before gave it back, empty for the first one; undefined where that is not known. */
  readonly follows: string | undefined;
  /** False when this run was held up for so long that another one took its turn. */
  isOurs(): boolean;
}

/** Seconds without a renewal after which a run counts as killed. An API server may be away for as long. */
const leaseDuration = 30;

/** The same, in seconds, of a run that was cancelled: it changes nothing any more, but what it left has to be recovered. */
const cancelledDuration = 1;

/** Milliseconds before the next look when another run was faster. */
const contentionPause = 200;

const noTurns: Turn = { tookOver: false, follows: undefined, isOurs: () => true };

export const turnName = (release: string) => `${release}-slipway`;

/** Where it is kept whose turn it is. */
export const turnFile = (
  cluster: Pick<Cluster, 'lease'>,
  { namespace, release }: Pick<Inputs, 'namespace' | 'release'>,
) => cluster.lease(namespace, turnName(release));

/** What the next turn follows; undefined while somebody has it. */
export function followable(lease: Lease | undefined): string | undefined {
  return lease === undefined || lease.holder === '' ? (lease?.version ?? '') : undefined;
}

/**
 * Does `work` while no other run of slipway changes the release, whichever workflow it is of. Others wait, until their
 * timeout. A run that was killed holds them up for half a minute, one that was cancelled for a second.
 * @throws {DeployFailure} `busy` when the time is up
 */
export async function inTurn<T>(
  cluster: Cluster,
  inputs: Inputs,
  context: Context,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const file = turnFile(cluster, inputs);
  const me = `${context.github.runUrl || 'a run outside GitHub'} ${randomUUID()}`;
  const taken = await take(file, me, inputs, context).catch((error: unknown) => {
    if (!(error instanceof ClusterFailure) || error.code !== 'cluster-denied') throw error;
    context.log.warning(`Deployments that run at once are not kept apart. ${error.headline}`);
    return undefined;
  });
  if (taken === undefined) return work(noTurns);

  let { lease } = taken;
  let isOurs = true;
  const renew = async (holder: string, duration = leaseDuration) => {
    const version = await file.write(lease, holder, duration).catch(() => lease.version);
    // A write whose answer was lost is known by the holder, which no other run has.
    const seen = version === undefined ? await file.read().catch(() => lease) : { ...lease, version };
    if (seen?.holder === me) lease = seen;
    else isOurs = false;
  };
  let renewal = Promise.resolve();
  const timer = setInterval(
    () => {
      renewal = renewal.then(() => (isOurs ? renew(me) : undefined));
    },
    (leaseDuration * 1000) / 3,
  );
  try {
    const { tookOver, follows } = taken;
    return await work({ tookOver, follows, isOurs: () => isOurs });
  } finally {
    clearInterval(timer);
    await renewal;
    if (isOurs) await (context.signal.aborted ? renew(me, cancelledDuration) : renew(''));
  }
}

/**
 * What may be done about a lease.
 * @param unchanged milliseconds for which this very version of it was seen; clocks of others are not trusted
 */
export function claim(lease: Lease | undefined, unchanged: number): 'take' | 'take over' | 'wait' {
  if (lease === undefined || lease.holder === '') return 'take';
  return unchanged > lease.duration * 1000 ? 'take over' : 'wait';
}

async function take(
  file: LeaseFile,
  me: string,
  { release, namespace, timeout }: Inputs,
  context: Context,
): Promise<{ lease: Lease; tookOver: boolean; follows: string | undefined }> {
  const start = context.now().getTime();
  const isLate = () => context.now().getTime() - start > timeout;
  let seen: { lease: Lease | undefined; since: number } | undefined;
  let tookOver = false;
  for (;;) {
    const lease = await file.read().catch((error: unknown) => {
      // An API server that is restarted for a moment.
      if (!(error instanceof ClusterFailure) || error.code === 'cluster-denied' || isLate()) throw error;
      return 'unknown' as const;
    });
    if (lease === 'unknown') {
      await wait(1000, undefined, { signal: context.signal });
      continue;
    }
    const now = context.now().getTime();
    if (seen?.lease?.version !== lease?.version) seen = undefined;
    const isFirst = seen === undefined;
    seen ??= { lease, since: now };
    // This run's own write, whose answer was lost.
    if (lease?.holder === me) return { lease, tookOver, follows: undefined };
    const decision = claim(lease, now - seen.since);
    if (decision !== 'wait') {
      tookOver = decision === 'take over';
      const version = await file.write(lease, me, leaseDuration).catch((error: unknown) => {
        if (!(error instanceof ClusterFailure) || error.code !== 'cluster-unreachable' || isLate()) throw error;
        return undefined;
      });
      if (version === undefined) {
        // Somebody was faster, or the answer was lost; who holds it now is seen at the next look.
        if (isLate()) throw busy(`Others change ${release} in ${namespace}`, timeout);
        await wait(contentionPause, undefined, { signal: context.signal });
        continue;
      }
      if (tookOver) context.log.warning(`The run that held ${release} in ${namespace} was ended: ${nameOf(lease)}`);
      return { lease: { version, holder: me, duration: leaseDuration }, tookOver, follows: followable(lease) };
    }
    const sentence = `Another run changes ${release} in ${namespace}: ${nameOf(lease)}`;
    if (isFirst) context.log.info(`${sentence}; waiting for it`);
    if (isLate()) throw busy(sentence, timeout);
    await wait(1000, undefined, { signal: context.signal });
  }
}

const busy = (sentence: string, timeout: number) =>
  new DeployFailure({ code: 'busy', headline: `${sentence}, after ${formatDuration(timeout)} still` });

/** The holder without what makes it unique. */
const nameOf = (lease: Lease | undefined) => lease?.holder.replace(/ [0-9a-f-]{36}$/, '') ?? 'unknown';
