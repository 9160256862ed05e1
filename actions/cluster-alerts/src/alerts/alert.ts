import type { Severity } from '../rules/rule.ts';

/** What is told, in the words that notify-email reads. Times are RFC 3339. */
export interface Alert {
  readonly rule: string;
  readonly state: 'new' | 'again' | 'resolved';
  readonly app: string;
  /** Empty for a node. */
  readonly namespace: string;
  readonly cause: string;
  /** What the cluster said last. */
  readonly message: string;
  readonly severity: Severity;
  /** How often since `firstSeen`. */
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly hint: string;
  readonly resolved: boolean;
  /** The objects it was seen on, five at most, such as `Pod/index-7d4f-x2x`. */
  readonly objects: readonly string[];
}

const order = ['critical', 'warning', 'info'] as const;

/** Open ones before those that are over, the worst first, the oldest of them first. */
export function compareUrgency(one: Alert, other: Alert): number {
  return compareSeverity(one, other) || one.firstSeen.localeCompare(other.firstSeen);
}

/** Open ones before those that are over, the worst first, one service after the other. */
export function compareAlerts(one: Alert, other: Alert): number {
  return (
    compareSeverity(one, other) ||
    one.namespace.localeCompare(other.namespace) ||
    one.app.localeCompare(other.app) ||
    one.rule.localeCompare(other.rule)
  );
}

function compareSeverity(one: Alert, other: Alert): number {
  return Number(one.resolved) - Number(other.resolved) || order.indexOf(one.severity) - order.indexOf(other.severity);
}
