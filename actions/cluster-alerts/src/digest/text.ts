import type { Alert } from '../alerts/alert.ts';
import { groupsOf, laterOf, seen, titleOf } from './words.ts';

/** The digest for a terminal, a chat or the text part of a mail; empty without news. */
export function digestText(alerts: readonly Alert[], later: number): string {
  if (alerts.length === 0) return '';
  const groups = groupsOf(alerts).map(({ title, alerts: members }) =>
    [title, ...members.flatMap((alert) => entry(alert))].join('\n'),
  );
  return [titleOf(alerts), ...groups, laterOf(later)].filter((part) => part !== '').join('\n\n');
}

function entry(alert: Alert): string[] {
  const { severity, cause, message, hint, resolved } = alert;
  return [
    `  ${resolved ? 'resolved' : severity}: ${cause}${message === '' ? '' : `: ${message}`}`,
    `    ${seen(alert)}`,
    ...(resolved || hint === '' ? [] : [`    ${hint}`]),
  ];
}
