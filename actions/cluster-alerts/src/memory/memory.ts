import type { Alert } from '../alerts/alert.ts';
import type { Case } from '../alerts/case.ts';
import type { Counts, Mark } from '../signals/events.ts';
import type { Containers } from '../signals/pods.ts';

/** What one run leaves to the next. Times are milliseconds of the API server's clock. */
export interface Memory {
  /** How far events have been counted, by namespace; empty for all namespaces together. */
  readonly marks: ReadonlyMap<string, Mark>;
  readonly counts: Counts;
  /** When pods were looked at, by namespace. */
  readonly looks: ReadonlyMap<string, number>;
  readonly containers: Containers;
  readonly cases: ReadonlyMap<string, Case>;
  /** What runs set out to tell and have not confirmed. */
  readonly pending: readonly Pending[];
}

export interface Pending {
  /** Names the run. */
  readonly id: string;
  readonly at: number;
  readonly alerts: readonly Alert[];
}

export function emptyMemory(): Memory {
  return {
    marks: new Map(),
    counts: new Map(),
    looks: new Map(),
    containers: new Map(),
    cases: new Map(),
    pending: [],
  };
}

/** Events live for an hour unless the cluster says otherwise; what nobody wrote for two will not be written again. */
const eventLife = 2 * 3_600_000;
const mostEntries = 2000;
const mostCases = 500;

/** The memory as JSON, without what no later run needs. Far below the 1 MiB that a ConfigMap may hold. */
export function writeMemory(memory: Memory, now: number): string {
  const marks = [...memory.marks];
  const latest = Math.max(0, ...marks.map(([, { at }]) => at));
  // Of an event that happened once before the mark the mark says so.
  const counts = [...memory.counts]
    .filter(([, { count, at }]) => now - at < eventLife && (count > 1 || at >= latest - 5000))
    .toSorted(([, one], [, other]) => other.at - one.at)
    .slice(0, mostEntries);
  const containers = [...memory.containers]
    .toSorted(([, one], [, other]) => other.ended - one.ended)
    .slice(0, mostEntries);
  return JSON.stringify({
    format: 1,
    marks: Object.fromEntries(marks),
    looks: Object.fromEntries(memory.looks),
    counts: Object.fromEntries(counts.map(([uid, { count, at }]) => [uid, [count, at]])),
    containers: Object.fromEntries(containers.map(([key, { restarts, ended }]) => [key, [restarts, ended]])),
    cases: [...memory.cases.values()].toSorted((one, other) => other.last - one.last).slice(0, mostCases),
    pending: memory.pending,
  });
}

/** Undefined for a text that is no memory, or one of another format. */
export function readMemory(text: string, keyOf: (found: Case) => string): Memory | undefined {
  try {
    const given = JSON.parse(text) as {
      format: number;
      marks: Record<string, Mark>;
      looks: Record<string, number>;
      counts: Record<string, [number, number]>;
      containers: Record<string, [number, number]>;
      cases: Case[];
      pending: Pending[];
    };
    if (given.format !== 1) return undefined;
    return {
      marks: new Map(Object.entries(given.marks)),
      looks: new Map(Object.entries(given.looks)),
      counts: new Map(Object.entries(given.counts).map(([uid, [count, at]]) => [uid, { count, at }])),
      containers: new Map(
        Object.entries(given.containers).map(([key, [restarts, ended]]) => [key, { restarts, ended }]),
      ),
      cases: new Map(given.cases.map((found) => [keyOf(found), found])),
      pending: given.pending,
    };
  } catch {
    return undefined;
  }
}
