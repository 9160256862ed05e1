import type { Pod } from './objects.ts';
import { isReady } from './pod.ts';
import { owns, type Snapshot } from './snapshot.ts';

/**
 * Pods of another version than the one that a StatefulSet is to run, which its controller never replaces: with `OrderedReady` it
 * waits for each pod to become ready, also where that cannot be. Once the template is right, they have to be deleted.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export function blockingPods({ workload, pods }: Pick<Snapshot, 'workload' | 'pods'>): readonly Pod[] {
  if (workload.kind !== 'StatefulSet') return [];
  const { metadata, spec, status } = workload.object;
  const { type = 'RollingUpdate', rollingUpdate } = spec.updateStrategy ?? {};
  const isOrdered = (spec.podManagementPolicy ?? 'OrderedReady') === 'OrderedReady' && type === 'RollingUpdate';
  const isSeen =
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) && status?.updateRevision !== undefined;
  if (!isOrdered || !isSeen) return [];
  return pods.filter(
    (pod) =>
      owns(metadata.uid, pod.metadata.ownerReferences) &&
      pod.metadata.deletionTimestamp === undefined &&
      pod.metadata.labels?.['controller-revision-hash'] !== status.updateRevision &&
      // Below the partition another version is wanted.
      ordinalOf(pod) >= (rollingUpdate?.partition ?? 0) &&
      !isReady(pod),
  );
}

const ordinalOf = ({ metadata }: Pod) => Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? 0);
