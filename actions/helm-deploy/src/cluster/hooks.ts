import type { Cluster, Watched } from '@slipway/cluster';
import {
  type ContainerFailure,
  type Finding,
  failedHook,
  type Hook,
  isReady,
  judgeHook,
  lastFailure,
  lateHook,
  type Metadata,
  type Pod,
  type SeenHook,
  type Verdict,
  waitForPromised,
} from '@slipway/rollout';
import { type Evidence, logLines } from './evidence.ts';
import { type Phase, phaseSeen } from './hook-phase.ts';
import type { HookSettings } from './hook-settings.ts';
import { observe } from './observe.ts';

/** A hook's container that failed, with its log of then: Kubernetes and Helm may remove its pod at any time. */
interface Remembered {
  readonly failure: ContainerFailure;
  readonly log: readonly string[];
}

/** How Helm says that its --timeout is over. */
const timeIsUp = /timed out waiting|deadline exceeded/i;

/** The hooks that Helm runs for one revision, to be looked at while it does. */
export class ObservedHooks {
  readonly #cluster: Cluster;
  readonly #hooks: readonly Hook[];
  readonly #settings: HookSettings;
  readonly #done = new Set<Hook>();
  /** Of the objects that were made for them. */
  readonly #uids = new Map<Hook, string>();
  /** Of those of which it cannot be known whether they run before or after. */
  readonly #eitherEvent = new Map<Hook, string>();
  readonly #last = new Map<Hook, SeenHook>();
  readonly #remembered = new Map<Hook, Remembered>();
  /** From then on what is made is seen when it is made. */
  #hasLooked = false;

  constructor(cluster: Cluster, hooks: readonly Hook[], settings: HookSettings) {
    this.#cluster = cluster;
    this.#hooks = hooks;
    this.#settings = settings;
  }

  /** What is to be watched for changes. */
  get watched(): Watched[] {
    return this.#hooks.flatMap(({ kind, namespace, name }): Watched[] => [
      { kind, namespace, name },
      ...(kind === 'Job' ? [{ kind: 'Pod', namespace, labels: { 'job-name': name } } as const] : []),
    ]);
  }

  /**
   * Proof that a hook will not succeed, and what is waited for.
   * @param phase the one that Helm is in, where it is known
   */
  async look(
    phase?: Phase,
  ): Promise<{ readonly findings: readonly Finding[]; readonly waitingFor: readonly string[] }> {
    const verdicts: (Verdict | undefined)[] = [];
    for (const hook of this.#hooks) {
      if (!this.#done.has(hook)) verdicts.push(await this.#judge(hook, phase));
    }
    this.#hasLooked = true;
    return {
      findings: verdicts.flatMap((verdict) => (verdict?.state === 'failed' ? verdict.findings : [])),
      waitingFor: verdicts.flatMap((verdict) => (verdict?.state === 'progressing' ? verdict.waitingFor : [])),
    };
  }

  /** Which hook it was because of which Helm has given up; undefined when it was none. */
  async explain(error: string): Promise<Finding | undefined> {
    const { findings } = await this.look(
      /\b(pre|post)-(install|upgrade|rollback)\b/.exec(error)?.[1] as Phase | undefined,
    );
    if (findings[0]) return findings[0];
    const open = this.#hooks.filter((hook) => !this.#done.has(hook));
    const waiting = open.find((hook) => this.#last.has(hook));
    const seen = waiting && this.#last.get(waiting);
    if (seen) return timeIsUp.test(error) ? lateHook(this.#named(waiting), seen) : undefined;
    // Helm removes one that failed at once where its delete policy is hook-failed.
    const removed = open.find(({ name }) => error.includes(name));
    const known = removed && this.#remembered.get(removed);
    return known && failedHook(this.#named(removed), known.failure);
  }

  /** Log of a container that failed, as it was when it was seen to fail. */
  logOf({ pod, container }: Pick<Evidence['finding'], 'pod' | 'container'>): readonly string[] {
    const known = [...this.#remembered.values()].find(
      ({ failure }) => failure.pod === pod && failure.container === container,
    );
    return known?.log ?? [];
  }

  /** Removes those that are not over and that Helm would have removed, had it seen them fail. @returns their names */
  async removeFailed(): Promise<string[]> {
    const removed: string[] = [];
    for (const [hook, uid] of this.#uids) {
      const { kind, namespace, name, isRemovedWhenFailed } = hook;
      if (!isRemovedWhenFailed || this.#done.has(hook)) continue;
      if (await this.#cluster.deleteThis(kind, { metadata: { name, namespace, uid } })) removed.push(`${kind}/${name}`);
    }
    return removed;
  }

  async #judge(hook: Hook, phase: Phase | undefined): Promise<Verdict | undefined> {
    const seen = await this.#see(hook, phase);
    if (seen === undefined) {
      this.#last.delete(hook);
      return undefined;
    }
    this.#last.set(hook, seen);
    await this.#remember(hook, seen);
    const verdict = waitForPromised(
      judgeHook(this.#named(hook), seen, this.#remembered.get(hook)?.failure),
      this.#settings.promisedSecrets,
    );
    if (verdict.state === 'succeeded') this.#done.add(hook);
    return verdict;
  }

  async #see(hook: Hook, phase: Phase | undefined): Promise<SeenHook | undefined> {
    const { kind, namespace, name } = hook;
    const { since, schedulingGrace, clock } = this.#settings;
    const times = { now: clock(), since, schedulingGrace };
    if (kind === 'Job') {
      const snapshot = await observe(this.#cluster, { kind, namespace, name }, times);
      const isOurs = snapshot && (await this.#isMadeFor(hook, snapshot.workload.object.metadata, phase));
      return isOurs ? { kind, snapshot } : undefined;
    }
    const pod = await this.#cluster.get<Pod>('Pod', namespace, name);
    if (pod === undefined || !(await this.#isMadeFor(hook, pod.metadata, phase))) return undefined;
    const events = isReady(pod) ? [] : await this.#cluster.events(namespace, name);
    return { kind, pod, events, times };
  }

  /** Not for an earlier run, nor for the same hook before the change where this is the one after it, or the other way round. */
  async #isMadeFor(
    hook: Hook,
    { uid = '', creationTimestamp = '' }: Metadata,
    phase: Phase | undefined,
  ): Promise<boolean> {
    const made = Date.parse(creationTimestamp);
    if (!(made >= this.#settings.since)) return false;
    const own = this.#uids.get(hook);
    if (own === undefined && ![...this.#uids.values()].includes(uid)) {
      const after = this.#sameAfter(hook);
      if (after !== undefined && (await this.#isOver(hook, after, made, phase))) return false;
      this.#uids.set(hook, uid);
      return true;
    }
    // Helm has gone on.
    if (own !== undefined && own !== uid) this.#done.add(hook);
    return own === uid;
  }

  /** The same hook after the change, of one before it. */
  #sameAfter(hook: Hook): Hook | undefined {
    const later = this.#hooks.slice(this.#hooks.indexOf(hook) + 1);
    return later.find(
      ({ kind, namespace, name }) => kind === hook.kind && namespace === hook.namespace && name === hook.name,
    );
  }

  /** Whether a hook before the change was made and over before it could be seen, so that what is there now is the one after. */
  async #isOver(hook: Hook, after: Hook, made: number, phase: Phase | undefined): Promise<boolean> {
    const { since, manifest } = this.#settings;
    const isInstall = hook.event === 'pre-install';
    const seen =
      phase ?? (this.#hasLooked ? 'pre' : await phaseSeen(this.#cluster, manifest, { made, since, isInstall }));
    if (seen === 'post') this.#done.add(hook);
    if (seen === undefined) this.#eitherEvent.set(hook, `${hook.event} or ${after.event}`);
    return seen === 'post';
  }

  #named(hook: Hook): Hook {
    return { ...hook, event: this.#eitherEvent.get(hook) ?? hook.event };
  }

  async #remember(hook: Hook, seen: SeenHook): Promise<void> {
    const failure = lastFailure(seen.kind === 'Job' ? seen.snapshot.pods : [seen.pod]);
    const known = this.#remembered.get(hook)?.failure;
    const isKnown = known?.pod === failure?.pod && known?.restarts === failure?.restarts;
    if (failure === undefined || isKnown) return;
    const pod = { metadata: { name: failure.pod, namespace: hook.namespace } };
    const log = await this.#cluster.log(pod, failure.container, { previous: false, lines: logLines }).catch(() => []);
    this.#remembered.set(hook, { failure, log });
  }
}
