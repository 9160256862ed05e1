import type { Cluster } from '@slipway/cluster';
import { type Case, type Cases, countIn, noteConditions } from '../alerts/case.ts';
import { type Judgement, judge } from '../alerts/judge.ts';
import type { Memory, Pending } from '../memory/memory.ts';
import { type Rule, ruleFor, selects } from '../rules/rule.ts';
import { isAllClear, type Mark, messageOf, newOccurrences, subjectOf } from '../signals/events.ts';
import { readNode } from '../signals/nodes.ts';
import type { ClusterEvent, Node, Pod } from '../signals/objects.ts';
import { containerKey, readPod } from '../signals/pods.ts';
import { SettlingContainers } from '../signals/settling.ts';
import { type Condition, delay, type Sightings, stateReasons } from '../signals/signal.ts';
import { Apps } from './apps.ts';
import { type Following, follow } from './follow.ts';

export interface Scope {
  /** To list pods of, one by one; a single empty name for all at once. */
  readonly namespaces: readonly string[];
  /** Likewise for events. */
  readonly eventNamespaces: readonly string[];
  /** Which of those that were listed count. */
  readonly patterns: readonly string[];
  readonly nodes: boolean;
}

/** In the place of a namespace, which none can be called. */
const nodesLook = '#nodes';

/** Creation times are cut to the second. */
const wholeSecond = (time: number) => Math.floor(time / 1000) * 1000;

/** Looks at a cluster, once or for a while, and counts by the rules what it sees, from where a memory ends. */
export class Watcher {
  readonly #cluster: Cluster;
  readonly #scope: Scope;
  readonly #rules: readonly Rule[];
  readonly #now: () => number;
  readonly #before: Memory;
  readonly #marks: Map<string, Mark>;
  readonly #looks: Map<string, number>;
  readonly #sightings: Sightings;
  readonly #cases: Map<string, Case>;
  /** What is so at the moment, by object. */
  readonly #conditions = new Map<string, readonly Condition[]>();
  readonly #apps = new Apps();
  readonly #settling = new SettlingContainers();
  /** The containers that are there; those of pods that are gone are forgotten. */
  readonly #seen = new Set<string>();
  #events = 0;

  constructor(cluster: Cluster, scope: Scope, rules: readonly Rule[], memory: Memory, now: () => number) {
    this.#cluster = cluster;
    this.#scope = scope;
    this.#rules = rules;
    this.#now = now;
    this.#before = memory;
    this.#marks = new Map(memory.marks);
    const own = [...scope.namespaces.map((namespace) => this.#lookOf(namespace)), nodesLook];
    this.#looks = new Map([...memory.looks].filter(([name]) => own.includes(name)));
    this.#sightings = new Map(memory.sightings);
    this.#cases = new Map(memory.cases);
  }

  /** How much was looked at. */
  get looked(): { readonly events: number; readonly pods: number } {
    return { events: this.#events, pods: this.#apps.size };
  }

  /**
   * Lists everything, then follows what changes until `signal` is aborted. Resolves when all lists have been read, with
   * a promise of the end of following.
   */
  async start(signal: AbortSignal): Promise<{ readonly end: Promise<unknown> }> {
    // Pods come first: events name them, and their labels say whose they are.
    const ends: Promise<void>[] = [];
    const list = async ({ listed, end }: Following) => {
      ends.push(end);
      await listed;
    };
    for (const namespace of this.#scope.namespaces) await list(this.#followPods(namespace, signal));
    if (this.#scope.nodes) await list(this.#followNodes(signal));
    for (const namespace of this.#scope.eventNamespaces) await list(this.#followEvents(namespace, signal));
    return { end: Promise.all(ends) };
  }

  judge(): Judgement {
    const conditions = [...this.#conditions.values()].flat();
    const lasting = noteConditions(this.#cases, conditions, this.#rules, this.#now());
    return judge(this.#cases, lasting, this.#rules, this.#now());
  }

  /** What the next run has to know besides what was told. */
  memory(cases: Cases, pending: readonly Pending[]): Memory {
    const so = new Set([...this.#conditions.values()].flat().map(({ key }) => key));
    return {
      marks: this.#marks,
      counts: this.#before.counts,
      looks: this.#looks,
      containers: new Map([...this.#before.containers].filter(([key]) => this.#seen.has(key))),
      isWhole: true,
      sightings: new Map([...this.#sightings].filter(([key]) => so.has(key))),
      cases,
      pending,
    };
  }

  #followPods(namespace: string, signal: AbortSignal): Following {
    const look = this.#lookOf(namespace);
    return follow(this.#cluster.feed<Pod>('Pod', namespace), signal, {
      restart: () => this.#forgetConditions('Pod', namespace),
      changed: (pod) => this.#readPod(pod, this.#looks.get(look)),
      removed: (pod) => this.#removePod(pod),
      reached: () => this.#looked(look),
    });
  }

  #readPod(pod: Pod, lookedAt: number | undefined): void {
    const { namespace = '', name } = pod.metadata;
    if (!selects(this.#scope.patterns, namespace)) return;
    this.#apps.add(pod);
    this.#settling.add(pod);
    const now = this.#now();
    const before = { ...this.#before, sightings: this.#sightings, lookedAt };
    const { occurrences, conditions } = readPod(pod, before, now);
    const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
    for (const status of [...initContainerStatuses, ...containerStatuses])
      this.#seen.add(containerKey(pod, status.name));
    countIn(this.#cases, occurrences, this.#rules, now);
    this.#setConditions(`Pod/${namespace}/${name}`, conditions);
  }

  #removePod(pod: Pod): void {
    this.#setConditions(`Pod/${pod.metadata.namespace ?? ''}/${pod.metadata.name}`, []);
  }

  #followNodes(signal: AbortSignal): Following {
    return follow(this.#cluster.feed<Node>('Node', ''), signal, {
      restart: () => this.#forgetConditions('Node', ''),
      changed: (node) => {
        const conditions = readNode(node, this.#sightings, this.#looks.get(nodesLook), this.#now());
        this.#setConditions(`Node//${node.metadata.name}`, conditions);
      },
      removed: (node) => this.#setConditions(`Node//${node.metadata.name}`, []),
      reached: () => this.#looked(nodesLook),
    });
  }

  /** Other patterns are another look: what they select anew has not been looked at. */
  #lookOf(namespace: string): string {
    return namespace === '' ? this.#scope.patterns.join(' ') : namespace;
  }

  /** What has not come by now happens later. */
  #looked(name: string): void {
    this.#looks.set(name, Math.max(this.#looks.get(name) ?? 0, this.#now() - delay));
  }

  #followEvents(namespace: string, signal: AbortSignal): Following {
    const mark = this.#before.marks.get(namespace);
    const start = this.#now();
    const listener = {
      restart: () => {},
      changed: (event: ClusterEvent) => this.#readEvent(event, mark),
      removed: () => {},
      reached: (version: string) =>
        this.#marks.set(namespace, { version, at: wholeSecond(Math.max(mark?.at ?? start, this.#now() - delay)) }),
    };
    // Who watches on needs no list of an hour's events, only those since the mark; the server says if it has forgotten them.
    const from = signal.aborted ? undefined : mark?.version;
    return follow(this.#cluster.feed<ClusterEvent>('Event', namespace), signal, listener, from);
  }

  #readEvent(event: ClusterEvent, mark: Mark | undefined): void {
    this.#events += 1;
    // Those are read off their objects, and last or do not.
    if (stateReasons.includes(event.reason ?? '') || isAllClear(event)) return;
    const subject = subjectOf(event, (kind, namespace, name) => this.#apps.of(kind, namespace, name));
    if (subject.namespace !== '' && !selects(this.#scope.patterns, subject.namespace)) return;
    const { reason = '' } = event;
    const message = messageOf(event);
    // Most events are good news, of which nothing is kept.
    const rule = ruleFor(this.#rules, subject, reason, message);
    if (rule === undefined) return;
    const now = this.#now();
    const isFirst = !this.#before.counts.has(event.metadata.uid ?? event.metadata.name);
    const found = newOccurrences(event, mark, this.#before.counts, now, rule.window);
    if (found === undefined) return;
    const count = found.count - this.#settling.failuresOf(event, message, found.count, isFirst);
    if (count > 0) countIn(this.#cases, [{ subject, reason, message, ...found, count }], this.#rules, now);
  }

  #setConditions(object: string, conditions: readonly Condition[]): void {
    for (const { key } of this.#conditions.get(object) ?? [])
      if (!conditions.some((condition) => condition.key === key)) this.#sightings.delete(key);
    if (conditions.length === 0) this.#conditions.delete(object);
    else this.#conditions.set(object, conditions);
  }

  #forgetConditions(kind: string, namespace: string): void {
    const prefix = `${kind}/${namespace === '' ? '' : `${namespace}/`}`;
    for (const object of this.#conditions.keys()) if (object.startsWith(prefix)) this.#conditions.delete(object);
  }
}
