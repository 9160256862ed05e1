import { type Cluster, ClusterFailure } from '@slipway/cluster';
import type { Context } from '@slipway/runner';
import type { Inputs } from './inputs.ts';
import { askPatiently } from './outage.ts';

/** What was found out about a Helm revision. Helm itself calls every revision that it could apply «deployed». */
export type RecordedVerdict = 'watched' | 'good' | 'failed';

export const verdictsName = (release: string) => `${release}-slipway-verdicts`;

/** Revisions whose verdicts are kept; Helm keeps ten by default. */
const kept = 200;

/** Verdicts by revision. Revisions that slipway did not deploy have none. */
export async function readVerdicts(
  cluster: Cluster,
  inputs: Inputs,
  context: Context,
): Promise<ReadonlyMap<number, string>> {
  const data = await askPatiently(() => cluster.readConfigMap(inputs.namespace, verdictsName(inputs.release)), context);
  return new Map(Object.entries(data).map(([revision, verdict]) => [Number(revision), verdict]));
}

/**
 * Remembers a verdict, in a ConfigMap beside the release: Helm rewrites its own objects whenever a revision's state
 * changes. `watched` is recorded before a revision is made, and stays when the runner is killed. Those of later revisions
 * are of a release that somebody removed. A verdict that cannot be kept is a warning.
 */
export async function recordVerdict(
  cluster: Cluster,
  inputs: Inputs,
  revision: number,
  verdict: RecordedVerdict,
  context: Context,
): Promise<void> {
  await keep(`The verdict on revision ${revision}`, context, async () => {
    const known = [...(await readVerdicts(cluster, inputs, context)).keys()];
    const outdated = known.filter((other) => other > revision || other <= revision - kept);
    const data = { ...Object.fromEntries(outdated.map((other) => [other, null])), [revision]: verdict };
    await askPatiently(() => cluster.mergeIntoConfigMap(inputs.namespace, verdictsName(inputs.release), data), context);
  });
}

/** Forgets the verdicts on revisions that Helm has never stored, or on all where the release is removed. */
export async function forgetVerdicts(
  cluster: Cluster,
  inputs: Inputs,
  context: Context,
  isForgotten: (revision: number) => boolean = () => true,
): Promise<void> {
  await keep('That the release is gone', context, async () => {
    const forgotten = [...(await readVerdicts(cluster, inputs, context)).keys()].filter(isForgotten);
    if (forgotten.length === 0) return;
    const data = Object.fromEntries(forgotten.map((revision) => [revision, null]));
    await askPatiently(() => cluster.mergeIntoConfigMap(inputs.namespace, verdictsName(inputs.release), data), context);
  });
}

async function keep(what: string, context: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ClusterFailure)) throw error;
    context.log.warning(`${what} could not be kept: ${error.headline}`);
  }
}
