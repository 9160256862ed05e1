import type { Alert } from '../alerts/alert.ts';
import type { Case } from '../alerts/case.ts';
import type { Counts, Mark } from '../signals/events.ts';
import type { Containers } from '../signals/pods.ts';
import type { Sightings } from '../signals/signal.ts';

/** What one run leaves to the next. Times are milliseconds of the API server's clock. */
export interface Memory {
  /** How far events have been counted, by namespace; empty for all namespaces together. */
  readonly marks: ReadonlyMap<string, Mark>;
  readonly counts: Counts;
  /** When pods were looked at, by namespace, and nodes. */
  readonly looks: ReadonlyMap<string, number>;
  readonly containers: Containers;
  /** Whether `containers` are all there were: there is room for so many. */
  readonly isWhole: boolean;
  readonly sightings: Sightings;
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
    isWhole: true,
    sightings: new Map(),
    cases: new Map(),
    pending: [],
  };
}

/** What nobody wrote for so long (milliseconds) counts as new when it is written again, which is once: see `newOccurrences`. */
const eventLife = 2 * 3_600_000;

// Bytes of JSON. Of the 1 MiB that a ConfigMap may hold, what waits to be told takes up to 240 kB, and cases what is left.
const mostBytes = 950_000;
const mostOfCounts = 200_000;
const mostOfContainers = 200_000;
const mostOfSightings = 80_000;

/** The memory as JSON, without what no later run needs, below the 1 MiB that a ConfigMap may hold. */
export function writeMemory(memory: Memory, now: number): string {
  // What happens again and again is written again, what happened once mostly not.
  const counts = [...memory.counts]
    .filter(([, { at }]) => now - at < eventLife)
    .toSorted(([, one], [, other]) => Number(other.count > 1) - Number(one.count > 1) || other.at - one.at)
    .map(([uid, { count, at }]) => [uid, [count, at]] as const);
  const containers = [...memory.containers]
    .toSorted(([, one], [, other]) => other.at - one.at)
    .map(([key, { ends, restarts, at }]) => [key, [ends, restarts, at]] as const);
  const sightings = [...memory.sightings]
    .toSorted(([, one], [, other]) => one.since - other.since)
    .map(([key, { began, since }]) => [key, [began, since]] as const);
  const keptContainers = fitting(containers, mostOfContainers);
  const kept = {
    format: 2,
    marks: Object.fromEntries(memory.marks),
    looks: Object.fromEntries(memory.looks),
    counts: Object.fromEntries(fitting(counts, mostOfCounts)),
    containers: Object.fromEntries(keptContainers),
    isWhole: memory.isWhole && keptContainers.length === containers.length,
    sightings: Object.fromEntries(fitting(sightings, mostOfSightings)),
    pending: memory.pending,
  };
  // One that was told and is forgotten would be told again, and never be resolved.
  const matters = ({ told, owed }: Case) => Number(told > 0 || owed);
  const cases = [...memory.cases.values()].toSorted(
    (one, other) => matters(other) - matters(one) || other.last - one.last,
  );
  return JSON.stringify({ ...kept, cases: fitting(cases, mostBytes - Buffer.byteLength(JSON.stringify(kept))) });
}

/** As many as fit into so many bytes of JSON, from the first on. */
function fitting<T>(entries: readonly T[], bytes: number): readonly T[] {
  let left = bytes;
  const end = entries.findIndex((entry) => {
    left -= Buffer.byteLength(JSON.stringify(entry)) + 1;
    return left < 0;
  });
  return end < 0 ? entries : entries.slice(0, end);
}

/** Undefined for a text that is no memory, or one of another format. */
export function readMemory(text: string, keyOf: (found: Case) => string): Memory | undefined {
  try {
    const given = JSON.parse(text) as {
      format: number;
      marks: Record<string, Mark>;
      looks: Record<string, number>;
      counts: Record<string, [number, number]>;
      containers: Record<string, [number, number, number]>;
      isWhole: boolean;
      sightings: Record<string, [string, number]>;
      cases: Case[];
      pending: Pending[];
    };
    if (given.format !== 2) return undefined;
    return {
      marks: new Map(Object.entries(given.marks)),
      looks: new Map(Object.entries(given.looks)),
      counts: new Map(Object.entries(given.counts).map(([uid, [count, at]]) => [uid, { count, at }])),
      containers: new Map(
        Object.entries(given.containers).map(([key, [ends, restarts, at]]) => [key, { ends, restarts, at }]),
      ),
      isWhole: given.isWhole,
      sightings: new Map(Object.entries(given.sightings).map(([key, [began, since]]) => [key, { began, since }])),
      cases: new Map(given.cases.map((found) => [keyOf(found), found])),
      pending: given.pending,
    };
  } catch {
    return undefined;
  }
}
