import type { Cluster } from '@slipway/cluster';
import type { Context } from '@slipway/runner';

/** Milliseconds of the API server's clock, in place of the runner's, which may be wrong; its own where the server does not tell. */
export async function clusterClock(
  cluster: Pick<Cluster, 'time'>,
  context: Pick<Context, 'now'>,
): Promise<() => number> {
  const time = await cluster.time();
  const offset = time === undefined ? 0 : time.getTime() - context.now().getTime();
  return () => context.now().getTime() + offset;
}
