import { appOfName } from './app.ts';
import type { ClusterEvent } from './objects.ts';
import { delay, type Occurrence, type Subject, timeBetween, timeWithin } from './signal.ts';

/** How far the events of a namespace have been counted. */
export interface Mark {
  /** resourceVersion up to which everything has been. */
  readonly version: string;
  /** When that was, in milliseconds of the API server's clock, cut to a second as creation times are. */
  readonly at: number;
}

/** What was counted of single events, by their uid; kept for those that may be written again. */
export type Counts = Map<string, { readonly count: number; readonly at: number }>;

/**
 * How often an event happened that has not been counted yet: an event that recurs is one object whose count grows, for
 * days. Counts what is told in `counts`. Undefined when nothing is new.
 *
 * - Written before the mark: it was counted then. (Versions are compared as numbers; KEP-5504 says they may be.)
 * - Counted before: the difference.
 * - Seen for the first time: all of it, if it began since the mark or in the last `window` milliseconds. Else nobody knows when
 *   most of it was, because nobody looked, no rule asked for it or its object ended (after an hour) and was made anew with the
 *   count going on: it happened once.
 */
export function newOccurrences(
  event: ClusterEvent,
  mark: Mark | undefined,
  counts: Counts,
  now: number,
  window: number,
): Pick<Occurrence, 'count' | 'from' | 'to'> | undefined {
  const { uid = event.metadata.name, resourceVersion = '', creationTimestamp } = event.metadata;
  if (mark !== undefined && isAtMost(resourceVersion, mark.version)) return undefined;
  const total = Math.max(event.count ?? 0, event.series?.count ?? 0, 1);
  const created = timeWithin(creationTimestamp, 0, now);
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? creationTimestamp;
  const known = counts.get(uid);
  counts.set(uid, { count: total, at: now });
  if (known !== undefined) {
    const from = Math.max(created, known.at);
    const count = total < known.count ? 1 : total - known.count;
    return count === 0 ? undefined : { count, from, to: timeBetween(last, from, now) };
  }
  // First and last are of one clock, the writer's, so that their difference is right when the clock is not.
  const first = event.firstTimestamp ?? event.eventTime ?? creationTimestamp;
  const life = Math.max(Date.parse(last ?? '') - Date.parse(first ?? '') || 0, 0);
  const isOlder = created + life > now + delay;
  const to = isOlder ? timeBetween(last, created, now) : Math.min(created + life, now);
  const from = isOlder ? to - life : created;
  return from >= Math.min(mark?.at ?? now, now - window) ? { count: total, from, to } : { count: 1, from: to, to };
}

/** The service of an object by its name, for events, which do not have its labels. */
export type KnownApps = (kind: string, namespace: string, name: string) => string | undefined;

/** What an event says, without what client-go's recorder puts before the eleventh of one kind and all after it. */
export function messageOf({ message = '' }: ClusterEvent): string {
  return message.replace(/^\(combined from similar events\): /, '');
}

/** Whether an event says that something did not come to pass that another event of the same reason says of others. */
export function isAllClear({ reason, message = '' }: ClusterEvent): boolean {
  // Of a pod on a node that was silent for less than the pod puts up with.
  return reason === 'TaintManagerEviction' && message.startsWith('Cancelling deletion');
}

/** What an event is about. Events about nodes stand in the namespace `default`, but nodes are in none. */
export function subjectOf(event: ClusterEvent, known: KnownApps): Subject {
  const {
    kind = '',
    name = event.metadata.name,
    namespace = event.metadata.namespace ?? '',
  } = event.involvedObject ?? {};
  if (kind === 'Node') return { kind, name, namespace: '', app: name };
  const app = known(kind, namespace, name) ?? appOfName(name, kind);
  return { kind, name, namespace, app };
}

function isAtMost(version: string, mark: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(mark)) return false;
  return version.length === mark.length ? version <= mark : version.length < mark.length;
}
