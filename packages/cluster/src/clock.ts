import type { Cluster } from './cluster.ts';

/** Milliseconds for which a comparison of the two clocks holds. */
const validity = 60_000;

/**
 * The cluster's clock, to be compared with the times that objects bear: that of a runner may be minutes ahead of it or
 * behind. The server tells it in whole seconds; in between, and where it does not tell, this machine's clock goes on.
 * @param local this machine's clock
 */
export function clusterClock(cluster: Pick<Cluster, 'time'>, local: () => Date): () => Promise<Date> {
  let offset = 0;
  let compared = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = local().getTime();
    if (now - compared > validity || now < compared) {
      const time = await cluster.time();
      compared = now;
      // Less is what whole seconds and the way there make of equal clocks.
      const ahead = (time?.getTime() ?? now) - now;
      offset = Math.abs(ahead) < 2000 ? 0 : ahead;
    }
    return new Date(now + offset);
  };
}
