import { setTimeout as wait } from 'node:timers/promises';
import { type Cluster, ClusterFailure } from '@slipway/cluster';
import { blockingPods, type Pod, type StatefulSet } from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import type { ReleaseObjects, WorkloadName } from './cluster/objects.ts';
import { type Watched, type WatchSettings, watchRollout } from './watch.ts';

/** Milliseconds between two looks for pods that block. */
const interval = 1000;

/** What a watch of a rollback came to. */
export interface WatchedRollback extends Watched {
  /** Pods that were deleted, because their StatefulSet waited for them. */
  readonly deleted: readonly string[];
  /** What has to be done by hand, a sentence; empty when nothing has. */
  readonly byHand: string;
}

/**
 * Watches a rollback as a deployment is watched, and meanwhile deletes the pods of the version that failed which StatefulSets
 * wait for, and would for ever.
 */
export async function watchRollback(
  cluster: Cluster,
  objects: ReleaseObjects,
  settings: WatchSettings,
  context: Context,
): Promise<WatchedRollback> {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const sets = objects.rollout.filter(({ kind }) => kind === 'StatefulSet');
  const freeing = Promise.all(sets.map((set) => free(cluster, set, { ...context, signal })));
  const watched = await watchRollout(cluster, objects, settings, context).finally(() => stop.abort());
  const freed = await freeing;
  const denied = freed.flatMap((one) => one.denied);
  const byHand =
    denied.length === 0
      ? ''
      : `The user of the kubeconfig may not delete pods; do it by hand: kubectl delete pod ${denied.join(' ')} --namespace ${sets[0]?.namespace}`;
  return { ...watched, deleted: freed.flatMap((one) => one.deleted), byHand };
}

async function free(
  cluster: Cluster,
  set: WorkloadName,
  context: Context,
): Promise<{ readonly deleted: readonly string[]; readonly denied: readonly string[] }> {
  const [deleted, denied] = [new Set<string>(), new Set<string>()];
  const look = async () => {
    const { namespace, name } = set;
    const object = await cluster.get<StatefulSet>('StatefulSet', namespace, name);
    if (object === undefined) return;
    const pods = await cluster.list<Pod>('Pod', namespace, object.spec.selector?.matchLabels);
    for (const pod of blockingPods({ workload: { kind: 'StatefulSet', object }, pods })) {
      const blocking = pod.metadata.name;
      if (denied.has(blocking)) continue;
      const why = `StatefulSet/${name} waits for its pod ${blocking}, which is of the version that failed`;
      if (await cluster.deleteThis('Pod', pod)) {
        deleted.add(blocking);
        context.log.info(`${why}; deleted it`);
      } else {
        denied.add(blocking);
        context.log.warning(`${why}, and the user of the kubeconfig may not delete it (docs/security.md has the role)`);
      }
    }
  };
  while (!context.signal.aborted) {
    await look().catch((error: unknown) => {
      // The watch tells what is wrong with the cluster.
      if (!(error instanceof ClusterFailure) && !context.signal.aborted) throw error;
    });
    await wait(interval, undefined, { signal: context.signal }).catch(() => {});
  }
  return { deleted: [...deleted], denied: [...denied] };
}
