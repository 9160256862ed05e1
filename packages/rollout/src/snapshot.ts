import type { DaemonSet, Deployment, Event, Job, Pod, ReplicaSet, StatefulSet } from './objects.ts';

export type Workload =
  | { readonly kind: 'Deployment'; readonly object: Deployment }
  | { readonly kind: 'StatefulSet'; readonly object: StatefulSet }
  | { readonly kind: 'DaemonSet'; readonly object: DaemonSet }
  | { readonly kind: 'Job'; readonly object: Job };

/** What was seen of one workload in one look; every judgement of that look is about this. */
export interface Snapshot {
  readonly workload: Workload;
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  /** Events by the name of the pod they are about, oldest first; at least those of pods that are not ready. */
  readonly events: ReadonlyMap<string, readonly Event[]>;
  /** Events about the workload itself, oldest first; at least where it is no Deployment and has no pod. */
  readonly ownEvents: readonly Event[];
  /** Milliseconds since 1970, by the cluster's clock. */
  readonly now: number;
  /** Milliseconds for which a pod may have no node: a cluster autoscaler needs a while to bring one. */
  readonly schedulingGrace: number;
  /** When this rollout was looked at first; events of before may be about an earlier one. */
  readonly since: number;
}

const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** The ReplicaSet that the Deployment is moving to, known by the highest revision. */
export function newestReplicaSet(deployment: Deployment, replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const revision = (set: ReplicaSet) => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
  const wanted = Number(deployment.metadata.annotations?.[revisionAnnotation] ?? 0);
  const own = replicaSets.filter((set) => owns(deployment.metadata.uid, set.metadata.ownerReferences));
  const newest = own.toSorted((one, other) => revision(other) - revision(one))[0];
  return newest && revision(newest) >= wanted ? newest : undefined;
}

export function owns(uid: string | undefined, owners: Pod['metadata']['ownerReferences']): boolean {
  return owners?.some((owner) => owner.uid === uid) ?? false;
}

/** The pods of the version that is being rolled out, without those of earlier ones. */
export function newestPods(snapshot: Snapshot): readonly Pod[] {
  const { workload, pods, replicaSets } = snapshot;
  switch (workload.kind) {
    case 'Deployment': {
      const newest = newestReplicaSet(workload.object, replicaSets);
      return newest ? pods.filter((pod) => owns(newest.metadata.uid, pod.metadata.ownerReferences)) : [];
    }
    case 'StatefulSet': {
      const revision = workload.object.status?.updateRevision;
      return pods.filter(
        (pod) =>
          pod.metadata.labels?.['controller-revision-hash'] === revision &&
          owns(workload.object.metadata.uid, pod.metadata.ownerReferences),
      );
    }
    case 'DaemonSet': {
      const { uid, generation, annotations } = workload.object.metadata;
      // That of the pod template; the object's own also rises when something else of it changes.
      const wanted = annotations?.['deprecated.daemonset.template.generation'] ?? String(generation ?? '');
      return pods.filter(
        ({ metadata: { labels, ownerReferences } }) =>
          labels?.['pod-template-generation'] === wanted && (uid === undefined || owns(uid, ownerReferences)),
      );
    }
    case 'Job':
      return pods.filter((pod) => owns(workload.object.metadata.uid, pod.metadata.ownerReferences));
  }
}
