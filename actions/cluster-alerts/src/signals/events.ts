import { appOfName } from './app.ts';
import type { ClusterEvent } from './objects.ts';
import { type Occurrence, type Subject, timeWithin } from './signal.ts';

/** How far the events of a namespace have been counted. */
export interface Mark {
  /** resourceVersion up to which everything has been. */
  readonly version: string;
  /** When that was, in milliseconds of the API server's clock, cut to a second as creation times are. */
  readonly at: number;
}

/** What was counted of single events by their uid; kept for those that may be written again. */
export type Counts = Map<string, { readonly count: number; readonly at: number }>;

/**
 * How often an event happened that has not been counted yet: an event that recurs is one object whose count grows, for
 * days. Counts what is told in `counts`. Undefined when nothing is new.
 *
 * - Written before the mark: it was counted then. (Versions are compared as numbers; KEP-5504 says they may be.)
 * - Counted before: the difference.
 * - Made before the mark but never kept: it had happened once then.
 * - No mark, so nobody has looked before: all of it, spread over its life, of which a rule counts what is in its window.
 */
export function newOccurrences(
  event: ClusterEvent,
  mark: Mark | undefined,
  counts: Counts,
  now: number,
): Pick<Occurrence, 'count' | 'from' | 'to'> | undefined {
  const { uid = event.metadata.name, resourceVersion = '', creationTimestamp } = event.metadata;
  if (mark !== undefined && isAtMost(resourceVersion, mark.version)) return undefined;
  const total = Math.max(event.count ?? 0, event.series?.count ?? 0, 1);
  // The API server writes it; the others are of a node, whose clock may be wrong.
  const created = timeWithin(creationTimestamp, 0, now);
  const known = counts.get(uid);
  const before = known?.count ?? (mark !== undefined && created < mark.at ? 1 : 0);
  counts.set(uid, { count: total, at: now });
  const count = total - before;
  if (count <= 0) return undefined;
  const told = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? creationTimestamp;
  const from = Math.max(created, known?.at ?? (before > 0 ? (mark?.at ?? 0) : 0));
  const to = total === 1 ? created : timeWithin(told, from, now);
  return { count, from: Math.min(from, to), to };
}

/** An app by the pod's name, for objects that carry no label of their own. */
export type KnownApps = (namespace: string, pod: string) => string | undefined;

/** What an event is about. Events about nodes stand in the namespace `default`, but nodes are in none. */
export function subjectOf(event: ClusterEvent, known: KnownApps): Subject {
  const {
    kind = '',
    name = event.metadata.name,
    namespace = event.metadata.namespace ?? '',
  } = event.involvedObject ?? {};
  if (kind === 'Node') return { kind, name, namespace: '', app: name };
  const app = (kind === 'Pod' ? known(namespace, name) : undefined) ?? appOfName(name, kind);
  return { kind, name, namespace, app };
}

function isAtMost(version: string, mark: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(mark)) return false;
  return version.length === mark.length ? version <= mark : version.length < mark.length;
}
