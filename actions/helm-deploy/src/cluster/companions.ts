import { type Cluster, ClusterFailure, type ObjectName } from '@slipway/cluster';
import {
  type CustomResource,
  type EndpointSlice,
  type HorizontalPodAutoscaler,
  newestPods,
  type ObservedClaim,
  type ObservedService,
  type PersistentVolumeClaim,
  type Service,
  type Snapshot,
} from '@slipway/rollout';

type Name = Pick<ObjectName, 'namespace' | 'name'>;

/**
 * Looks at what stands beside the workloads of a release. What is not there (any more) is left out, as it is somebody else's
 * doing: Helm has applied it. What the user may not read is left out too, and remembered, so that it is not asked again.
 */
export class Companions {
  readonly #cluster: Cluster;
  readonly #unreadable = new Set<string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Kinds that the user may not read. */
  get unreadable(): readonly string[] {
    return [...this.#unreadable].sort();
  }

  claims(names: readonly Name[]): Promise<ObservedClaim[]> {
    return this.#readEach(names, 'PersistentVolumeClaim', async ({ namespace, name }) => {
      const claim = await this.#cluster.get<PersistentVolumeClaim>('PersistentVolumeClaim', namespace, name);
      if (claim === undefined) return undefined;
      const isBound = claim.status?.phase === 'Bound';
      const events = isBound ? [] : await this.#cluster.events(namespace, name);
      // Other objects may have the same name.
      return { claim, events: events.filter(({ involvedObject }) => involvedObject?.kind === 'PersistentVolumeClaim') };
    });
  }

  services(names: readonly Name[]): Promise<ObservedService[]> {
    return this.#readEach(names, 'EndpointSlice', async ({ namespace, name }) => {
      const [service, slices] = await Promise.all([
        this.#cluster.get<Service>('Service', namespace, name),
        this.#cluster.list<EndpointSlice>('EndpointSlice', namespace, { 'kubernetes.io/service-name': name }),
      ]);
      return service && { service, slices };
    });
  }

  autoscalers(names: readonly Name[]): Promise<HorizontalPodAutoscaler[]> {
    return this.#readEach(names, 'HorizontalPodAutoscaler', ({ namespace, name }) =>
      this.#cluster.get<HorizontalPodAutoscaler>('HorizontalPodAutoscaler', namespace, name),
    );
  }

  async customResources(names: readonly ObjectName[]): Promise<CustomResource[]> {
    const seen = names.map((name) =>
      this.#readEach([name], name.kind, () => this.#cluster.getAny<CustomResource>(name)),
    );
    return (await Promise.all(seen)).flat();
  }

  async #readEach<N, T>(names: readonly N[], kind: string, read: (name: N) => Promise<T | undefined>): Promise<T[]> {
    if (names.length === 0 || this.#unreadable.has(kind)) return [];
    try {
      return (await Promise.all(names.map(read))).filter((seen) => seen !== undefined);
    } catch (error) {
      // A cluster of before a kind's time cannot be judged by it either.
      if (!(error instanceof ClusterFailure) || !['cluster-denied', 'cluster-lacks'].includes(error.code)) throw error;
      this.#unreadable.add(kind);
      return [];
    }
  }
}

/**
 * The claims that pods of the new version wait for: those of a StatefulSet's template stand in no manifest. What a pod of an
 * earlier version waits for says nothing about this one.
 */
export function claimsOfWaitingPods(snapshots: readonly Snapshot[]): Name[] {
  return snapshots
    .flatMap(newestPods)
    .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.phase === 'Pending')
    .flatMap(({ metadata: { namespace = '' }, spec }) =>
      (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
        persistentVolumeClaim ? [{ namespace, name: persistentVolumeClaim.claimName }] : [],
      ),
    );
}
