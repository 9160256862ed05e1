import { appOfName } from '../signals/app.ts';
import type { Pod } from '../signals/objects.ts';
import { subjectOfPod } from '../signals/pods.ts';

/**
 * The services of a cluster as its pods' labels name them, for events about these pods, about what made them and about their
 * claims: a ReplicaSet that may not make a pod more is of the service of those that it has made.
 */
export class Apps {
  readonly #pods = new Map<string, string>();
  readonly #workloads = new Map<string, string>();
  readonly #claims = new Map<string, string>();

  /** How many pods are known. */
  get size(): number {
    return this.#pods.size;
  }

  add(pod: Pod): void {
    const { name, namespace, app } = subjectOfPod(pod);
    this.#pods.set(`${namespace}/${name}`, app);
    const [owner] = pod.metadata.ownerReferences ?? [];
    if (owner !== undefined) this.#workloads.set(`${namespace}/${appOfName(owner.name, owner.kind)}`, app);
    for (const { persistentVolumeClaim: claim } of pod.spec?.volumes ?? [])
      if (claim !== undefined) this.#claims.set(`${namespace}/${claim.claimName}`, app);
  }

  /** Undefined where no pod tells. */
  of(kind: string, namespace: string, name: string): string | undefined {
    if (kind === 'PersistentVolumeClaim') return this.#claims.get(`${namespace}/${name}`);
    const known = kind === 'Pod' ? this.#pods.get(`${namespace}/${name}`) : undefined;
    // What has the name of a workload belongs to it: an autoscaler, a service; and a pod that is gone.
    return known ?? this.#workloads.get(`${namespace}/${appOfName(name, kind)}`);
  }
}
