import type { Cluster } from '@slipway/cluster';
import {
  type DaemonSet,
  type Deployment,
  type Event,
  isReady,
  type Job,
  type Pod,
  type ReplicaSet,
  type Snapshot,
  type StatefulSet,
  type Workload,
} from '@slipway/rollout';
import type { ManifestObject } from '../helm/helm.ts';

/** A workload of a release, as its manifest names it. */
export interface WorkloadName {
  readonly kind: Workload['kind'];
  readonly name: string;
  readonly namespace: string;
}

const kinds: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'] satisfies Workload['kind'][];

export function workloadsOf(manifest: readonly ManifestObject[]): WorkloadName[] {
  return manifest
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, name, namespace }) => ({ kind: kind as Workload['kind'], name, namespace }));
}

/** One look at a workload and its pods; undefined while it does not exist. */
export async function observe(
  cluster: Cluster,
  { kind, name, namespace }: WorkloadName,
  now: Date,
): Promise<Snapshot | undefined> {
  const object = await cluster.get<Deployment | StatefulSet | DaemonSet | Job>(kind, namespace, name);
  if (object === undefined) return undefined;
  const labels = object.spec.selector?.matchLabels ?? {};
  const [pods, replicaSets] = await Promise.all([
    cluster.list<Pod>('Pod', namespace, labels),
    kind === 'Deployment' ? cluster.list<ReplicaSet>('ReplicaSet', namespace, labels) : [],
  ]);
  // Healthy pods have nothing to say, and events are what is most expensive to list.
  const troubled = pods.filter((pod) => !isReady(pod));
  const events = new Map<string, readonly Event[]>();
  await Promise.all(
    troubled.map(async (pod) => events.set(pod.metadata.name, await cluster.events(namespace, pod.metadata.name))),
  );
  return { workload: { kind, object } as Workload, pods, replicaSets, events, now: now.getTime() };
}
