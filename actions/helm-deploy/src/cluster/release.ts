import { type Changes, type Cluster, clusterClock, type Watched } from '@slipway/cluster';
import {
  type Finding,
  judgeRelease,
  judgeServices,
  type ReleaseSnapshot,
  type Snapshot,
  type Verdict,
  warningsOf,
} from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import { Companions, claimsOfWaitingPods } from './companions.ts';
import type { ReleaseObjects } from './objects.ts';
import { eventsAbout, observe } from './observe.ts';

/** Milliseconds between two looks at Services whose pods are ready: their endpoints follow at once, and are not watched. */
const serviceInterval = 250;

/** A release in the cluster, to be looked at again and again. */
export class ObservedRelease {
  readonly #cluster: Cluster;
  readonly #objects: ReleaseObjects;
  readonly #schedulingGrace: number;
  readonly #companions: Companions;
  readonly #log: Context['log'];
  readonly #local: Pick<Context, 'now'>;
  #clock: (() => number) | undefined;
  /** When it was looked at first. */
  #since: number | undefined;
  #changes: Changes | undefined;
  #lacksServicesOnly = false;

  /** @param schedulingGrace milliseconds for which pods may have no node, and claims no volume */
  constructor(
    cluster: Cluster,
    objects: ReleaseObjects,
    schedulingGrace: number,
    context: Pick<Context, 'now' | 'log'>,
  ) {
    this.#cluster = cluster;
    this.#objects = objects;
    this.#schedulingGrace = schedulingGrace;
    this.#companions = new Companions(cluster);
    this.#log = context.log;
    this.#local = context;
  }

  async look(): Promise<Verdict> {
    const snapshot = await this.#snapshot();
    const verdict = judgeRelease(snapshot);
    this.#lacksServicesOnly = verdict.state === 'succeeded';
    if (verdict.state !== 'succeeded') return verdict;
    return judgeServices(await this.#companions.services(this.#objects.endpoints), snapshot);
  }

  /**
   * Waits until something about the workloads has changed, or until it is time to look all the same: what only events tell
   * (a probe that fails, a volume that is missing) changes no object.
   * @param longest milliseconds
   */
  async nextChange(longest: number): Promise<void> {
    this.#changes ??= this.#cluster.watch(await this.#watched());
    await this.#changes.next(this.#lacksServicesOnly ? Math.min(longest, serviceInterval) : longest);
  }

  close(): void {
    this.#changes?.close();
  }

  async #watched(): Promise<Watched[]> {
    const snapshots = await this.#workloads().catch(() => []);
    return this.#objects.rollout.flatMap(({ kind, namespace, name }, index) => {
      const labels = snapshots[index]?.snapshot?.workload.object.spec.selector?.matchLabels;
      const own: Watched = { kind, namespace, name };
      return labels === undefined ? [own] : [own, { kind: 'Pod', namespace, labels }];
    });
  }

  /** The workloads that exist. */
  async workloads(): Promise<Snapshot[]> {
    return (await this.#workloads()).flatMap(({ snapshot }) => (snapshot ? [snapshot] : []));
  }

  /** What is no proof of anything, but may be worth knowing. What cannot be had must not hide what is known. */
  async warnings(): Promise<Finding[]> {
    const autoscalers = await this.#companions.autoscalers(this.#objects.scaling).catch(() => []);
    return autoscalers.flatMap(warningsOf);
  }

  /** Says which kinds were not judged, because the user may not read them. */
  sayWhatIsUnjudged(): void {
    const { unreadable } = this.#companions;
    if (unreadable.length === 0) return;
    this.#log.notice(
      `Not part of the verdict, because the user of the kubeconfig may not read it or the cluster does not have it: ${unreadable.join(', ')} (docs/security.md has the role)`,
    );
  }

  async #snapshot(): Promise<ReleaseSnapshot> {
    const [workloads, customResources] = await Promise.all([
      this.#workloads(),
      this.#companions.customResources(this.#objects.conditions),
    ]);
    const waiting = claimsOfWaitingPods(workloads.flatMap(({ snapshot }) => (snapshot ? [snapshot] : [])));
    const names = new Map(
      [...this.#objects.binding, ...waiting].map((claim) => [`${claim.namespace}/${claim.name}`, claim]),
    );
    const claims = await this.#companions.claims([...names.values()]);
    const { promisedSecrets } = this.#objects;
    const times = { now: await this.#now(), schedulingGrace: this.#schedulingGrace };
    return { workloads, claims, customResources, promisedSecrets, ...times };
  }

  async #now(): Promise<number> {
    this.#clock ??= await clusterClock(this.#cluster, this.#local);
    return this.#clock();
  }

  async #workloads(): Promise<ReleaseSnapshot['workloads']> {
    const now = await this.#now();
    this.#since ??= now;
    const times = { now, since: this.#since, schedulingGrace: this.#schedulingGrace };
    return Promise.all(
      this.#objects.rollout.map(async (workload) => {
        const { kind, name, isTransient } = workload;
        const snapshot = await observe(this.#cluster, workload, times);
        const seen = { object: `${kind}/${name}`, snapshot };
        if (snapshot !== undefined || !isTransient) return seen;
        return { ...seen, afterwards: await eventsAbout(this.#cluster, workload) };
      }),
    );
  }
}
