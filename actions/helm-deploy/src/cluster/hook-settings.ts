import { type Cluster, clusterClock } from '@slipway/cluster';
import type { Context } from '@slipway/runner';
import type { ManifestObject } from '../helm/manifest.ts';

export interface HookSettings {
  /** Milliseconds for which pods may have no node. */
  readonly schedulingGrace: number;
  /** Names of the Secrets that controllers make of objects of the release. */
  readonly promisedSecrets: readonly string[];
  /** What is applied between the hooks before and those after. */
  readonly manifest: readonly ManifestObject[];
  /** Milliseconds since 1970, by the cluster's clock: what was made before is of an earlier run of the same hook. */
  readonly since: number;
  readonly clock: () => number;
}

/** The clock of the cluster, and what it says now. */
export async function startClock(
  cluster: Cluster,
  context: Pick<Context, 'now'>,
): Promise<Pick<HookSettings, 'since' | 'clock'>> {
  const clock = await clusterClock(cluster, context);
  // Times of objects have whole seconds.
  return { clock, since: Math.floor(clock() / 1000) * 1000 };
}
