import { type Cluster, ClusterFailure } from '@slipway/cluster';
import type { Context } from '@slipway/runner';
import type { Inputs } from './inputs.ts';

/** What was found out about a Helm revision. Helm itself calls every revision that it could apply «deployed». */
export type RecordedVerdict = 'watched' | 'good' | 'failed';

const nameOf = (release: string) => `${release}-slipway-verdicts`;

/** Verdicts by revision. Revisions that slipway did not deploy have none. */
export async function readVerdicts(cluster: Cluster, inputs: Inputs): Promise<ReadonlyMap<number, string>> {
  const data = await cluster.readConfigMap(inputs.namespace, nameOf(inputs.release));
  return new Map(Object.entries(data).map(([revision, verdict]) => [Number(revision), verdict]));
}

/**
 * Remembers a verdict, in a ConfigMap beside the release: Helm rewrites its own objects whenever a revision's state
 * changes. `watched` stays when the runner is killed while it watches. A verdict that cannot be kept is a warning.
 */
export async function recordVerdict(
  cluster: Cluster,
  inputs: Inputs,
  revision: number,
  verdict: RecordedVerdict,
  context: Context,
): Promise<void> {
  try {
    await cluster.addToConfigMap(inputs.namespace, nameOf(inputs.release), { [revision]: verdict });
  } catch (error) {
    if (!(error instanceof ClusterFailure)) throw error;
    context.log.warning(`The verdict on revision ${revision} could not be kept: ${error.headline}`);
  }
}
