import type { Pending } from '../memory/memory.ts';
import { type Alert, compareAlerts, compareUrgency } from './alert.ts';
import { caseKey } from './case.ts';

/** A run that was to tell something and has not confirmed it for so long (milliseconds) has failed to: it is told again. */
export const confirmation = 10 * 60_000;

/** An output becomes one environment variable of the next action, and Linux takes none above 128 KiB (MAX_ARG_STRLEN). */
const mostBytes = 60_000;

/** While no mail can be sent, what was to be told piles up; the memory has to stay below a ConfigMap's mebibyte. */
const mostPending = 180_000;

/** What one run tells. */
export interface Telling {
  /** The worst first. */
  readonly alerts: readonly Alert[];
  /** How many more there are for the next run. */
  readonly later: number;
  /** What then waits to be confirmed, this run's part under its `id`. */
  readonly pending: readonly Pending[];
}

/**
 * Chooses what a run tells of what it found and of what earlier ones failed to tell: what is open and most severe first, then the
 * oldest, up to 60 000 bytes of JSON. The rest stays where it is.
 */
export function chooseTelling(found: readonly Alert[], pending: readonly Pending[], id: string, now: number): Telling {
  const isLost = ({ at }: Pending) => now - at >= confirmation;
  const lost = new Map(pending.filter(isLost).flatMap(({ alerts }) => alerts.map(keyed)));
  const due = new Map([...lost, ...found.map(keyed)]);
  const isFull = bytesOf(pending) > mostPending;
  const candidates = [...due].flatMap(([key, alert]) => (isFull && !lost.has(key) ? [] : [alert]));
  const alerts = fitting(candidates.toSorted(compareUrgency)).toSorted(compareAlerts);
  const told = new Set(alerts.map(keyOf));
  // What is told now is later news of the same case.
  const kept = pending.map((entry) => ({ ...entry, alerts: entry.alerts.filter((alert) => !told.has(keyOf(alert))) }));
  return {
    alerts,
    later: due.size - alerts.length,
    pending: [...kept, { id, at: now, alerts }].filter((entry) => entry.alerts.length > 0),
  };
}

const keyOf = (alert: Alert) => caseKey(alert.rule, alert);
const keyed = (alert: Alert) => [keyOf(alert), alert] as const;
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** At least one, so that nothing is stuck behind it. */
function fitting(alerts: readonly Alert[]): readonly Alert[] {
  let bytes = 2;
  const end = alerts.findIndex((alert) => {
    // As large as in a page, where these characters are entities: the digests go through variables too.
    bytes += bytesOf(alert) + 1 + 4 * (JSON.stringify(alert).match(/[&<>']|\\"/g)?.length ?? 0);
    return bytes > mostBytes;
  });
  return end < 0 ? alerts : alerts.slice(0, Math.max(1, end));
}
