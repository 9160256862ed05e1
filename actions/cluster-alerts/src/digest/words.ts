import type { Alert } from '../alerts/alert.ts';

/** `3 alerts, 1 resolved` */
export function titleOf(alerts: readonly Alert[]): string {
  const resolved = alerts.filter((alert) => alert.resolved).length;
  const open = alerts.length - resolved;
  const parts = [
    open > 0 ? `${open} ${open === 1 ? 'alert' : 'alerts'}` : '',
    resolved > 0 ? `${resolved} resolved` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `3 more follow with the next run.`; empty when nothing does. */
export function laterOf(later: number): string {
  return later === 0 ? '' : `${later} more ${later === 1 ? 'follows' : 'follow'} with the next run.`;
}

/** `2026-07-11 09:30 UTC` */
export function minutes(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

export interface Group {
  /** `index · shop-prod` */
  readonly title: string;
  readonly alerts: readonly Alert[];
}

/** By service, in the order of the worst alert of each. */
export function groupsOf(alerts: readonly Alert[]): Group[] {
  const groups = Map.groupBy(alerts, ({ app, namespace }) =>
    [app, namespace].filter((part) => part !== '').join(' · '),
  );
  return [...groups].map(([title, members]) => ({ title, alerts: members }));
}

/** `7 times, 2026-07-11 09:30 UTC to 2026-07-11 09:41 UTC` */
export function seen({ count, firstSeen, lastSeen }: Alert): string {
  const [first, last] = [minutes(firstSeen), minutes(lastSeen)];
  return `${count === 1 ? 'once' : `${count} times`}, ${first === last ? first : `${first} to ${last}`}`;
}
