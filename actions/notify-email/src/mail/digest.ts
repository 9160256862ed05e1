import type { Alert } from './handed-over.ts';
import { item, type Section, section } from './section.ts';
import type { Words } from './words.ts';

/**
 * Cluster alerts, a section for each service: open ones first, of these the most severe, each with how often, since when,
 * and what to do.
 */
export function digestSections(alerts: readonly Alert[], w: Words): Section[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts.toSorted(compare)) {
    const title = filled(alert.app, alert.namespace).join(' · ');
    groups.set(title, [...(groups.get(title) ?? []), alert]);
  }
  return [...groups].map(([title, members]) =>
    section(
      title || '–',
      members.map((alert) =>
        item(filled(w.ofRules(alert.cause), w.ofRules(alert.message)).join(': '), {
          detail: w.ofRules(alert.hint),
          place: placeOf(alert, w),
          mark: isResolved(alert) ? 'good' : 'bad',
        }),
      ),
    ),
  );
}

export const isResolved = ({ state }: Alert) => state === 'resolved';

export function colourOf(alerts: readonly Alert[]): 'failure' | 'unstable' | 'success' {
  const open = alerts.filter((alert) => !isResolved(alert));
  if (open.length === 0) return 'success';
  return open.some((alert) => rankOf(alert) === 0) ? 'failure' : 'unstable';
}

function compare(one: Alert, other: Alert): number {
  return Number(isResolved(one)) - Number(isResolved(other)) || rankOf(one) - rankOf(other);
}

/** 0 is the most severe. What others than cluster-alerts call it is read too; no word or another one is a warning. */
function rankOf({ severity }: Alert): number {
  if (/^(critical|error|high)$/i.test(severity)) return 0;
  return /^(info|low)$/i.test(severity) ? 2 : 1;
}

function placeOf({ severity, state, count, firstSeen, lastSeen }: Alert, w: Words): string {
  const known = (['critical', 'warning', 'info'] as const).find((each) => each === severity);
  return filled(
    known === undefined ? severity : w.severities[known],
    state === 'unknown' ? '' : w.alertStates[state],
    w.seen(count, minutes(firstSeen), minutes(lastSeen)),
  ).join('; ');
}

const filled = (...parts: readonly string[]) => parts.filter((part) => part !== '');

/** `2026-07-11 09:30 UTC`; a time that is none as it is. */
function minutes(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
