import type { Alert } from './handed-over.ts';
import { item, type Section, section } from './section.ts';
import type { Words } from './words.ts';

/** Cluster alerts, a section for each service: open ones first, each with how often, since when, and what to do. */
export function digestSections(alerts: readonly Alert[], w: Words): Section[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const title = [alert.app, alert.namespace].filter((part) => part !== '').join(' · ');
    groups.set(title, [...(groups.get(title) ?? []), alert]);
  }
  return [...groups].map(([title, members]) =>
    section(
      title || '–',
      members
        .toSorted((one, other) => Number(one.isResolved) - Number(other.isResolved))
        .map((alert) =>
          item([alert.cause, alert.message].filter((part) => part !== '').join(': '), {
            detail: alert.hint,
            place: `${alert.isResolved ? `${w.resolved}; ` : ''}${w.seen(alert.count, minutes(alert.firstSeen), minutes(alert.lastSeen))}`,
            mark: alert.isResolved ? 'good' : 'bad',
          }),
        ),
    ),
  );
}

/** `2026-07-11 09:30 UTC`; a time that is none as it is. */
function minutes(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function colourOf(alerts: readonly Alert[]): 'failure' | 'unstable' | 'success' {
  const open = alerts.filter(({ isResolved }) => !isResolved);
  if (open.length === 0) return 'success';
  return open.some(({ severity }) => /^(critical|error|high)$/i.test(severity)) ? 'failure' : 'unstable';
}
