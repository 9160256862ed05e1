import type { Cluster } from './cluster.ts';

/**
 * The cluster's clock, in milliseconds since 1970, to be compared with the times that objects bear: this machine's may be
 * minutes ahead of it or behind. The API server tells it once, in whole seconds; then, and where it does not tell, this
 * machine's clock goes on.
 */
export async function clusterClock(
  cluster: Pick<Cluster, 'time'>,
  local: { readonly now: () => Date },
): Promise<() => number> {
  const time = await cluster.time();
  const offset = time === undefined ? 0 : time.getTime() - local.now().getTime();
  return () => local.now().getTime() + offset;
}
