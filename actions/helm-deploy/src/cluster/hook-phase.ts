import { type Cluster, ClusterFailure } from '@slipway/cluster';
import type { Metadata } from '@slipway/rollout';
import type { ManifestObject } from '../helm/manifest.ts';

/** Whether Helm runs a hook before it applies the release or after. */
export type Phase = 'pre' | 'post';

/** Milliseconds in which no Job is over: its pod has to be made, started and counted. Times of objects have whole seconds. */
const shortestRun = 1000;

/** Looked at of a release: mostly the first tells. */
const mostObjects = 20;

/**
 * In which phase Helm is, as the release's objects tell: one that was made or changed by Helm since is one that it has applied.
 * @param made when the hook was made, and `since` when Helm was started; milliseconds since 1970 by the cluster's clock
 * @returns undefined when that cannot be known: of an upgrade that changes nothing Helm leaves no trace
 */
export async function phaseSeen(
  cluster: Pick<Cluster, 'getAny'>,
  manifest: readonly ManifestObject[],
  { made, since, isInstall }: { readonly made: number; readonly since: number; readonly isInstall: boolean },
): Promise<Phase | undefined> {
  if (made - since <= shortestRun) return 'pre';
  const known = await Promise.all(manifest.slice(0, mostObjects).map((object) => metadataOf(cluster, object)));
  const seen = known.filter((one) => one !== 'unknown');
  if (seen.some((metadata) => metadata !== undefined && isApplied(metadata, since))) return 'post';
  return isInstall && seen.length > 0 ? 'pre' : undefined;
}

async function metadataOf(
  cluster: Pick<Cluster, 'getAny'>,
  { kind, name, namespace, object }: ManifestObject,
): Promise<Traced | undefined | 'unknown'> {
  try {
    const found = await cluster.getAny({ apiVersion: String(object.apiVersion ?? ''), kind, name, namespace });
    return found?.metadata;
  } catch (error) {
    if (!(error instanceof ClusterFailure)) throw error;
    return 'unknown';
  }
}

interface Traced extends Metadata {
  readonly managedFields?: readonly { readonly manager?: string; readonly time?: string }[];
}

function isApplied({ creationTimestamp = '', managedFields = [] }: Traced, since: number): boolean {
  const byHelm = managedFields.filter(({ manager = '' }) => /^helm/i.test(manager));
  return [creationTimestamp, ...byHelm.map(({ time = '' }) => time)].some((time) => Date.parse(time) >= since);
}
