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
import type { WorkloadName } from './objects.ts';

/** One look at a workload and its pods; undefined while it does not exist. */
export async function observe(
  cluster: Cluster,
  { kind, name, namespace }: Pick<WorkloadName, 'kind' | 'name' | 'namespace'>,
  times: Pick<Snapshot, 'now' | 'since' | 'schedulingGrace'>,
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
  // What refuses pods of a Deployment stands in its ReplicaSet; of the others only events tell.
  const isRefusedSilently = kind !== 'Deployment' && !pods.some((pod) => pod.metadata.deletionTimestamp === undefined);
  const ownEvents = isRefusedSilently ? await eventsAbout(cluster, { kind, name, namespace }) : [];
  await Promise.all(
    troubled.map(async (pod) => events.set(pod.metadata.name, await cluster.events(namespace, pod.metadata.name))),
  );
  return { workload: { kind, object } as Workload, pods, replicaSets, events, ownEvents, ...times };
}

/** Events about a workload and not about what else has its name, oldest first. */
export async function eventsAbout(
  cluster: Cluster,
  { kind, name, namespace }: Pick<WorkloadName, 'kind' | 'name' | 'namespace'>,
): Promise<Event[]> {
  const events = await cluster.events(namespace, name);
  return events.filter(({ involvedObject }) => involvedObject?.kind === kind);
}
