import { escapeMarkdown, table } from '@slipway/findings';
import type { Alert } from './alerts/alert.ts';
import { laterOf, minutes, titleOf } from './digest/words.ts';

/** The news as a table for the job summary; what a run tells at most is far below the 1 MiB that GitHub takes. */
export function summarize(news: readonly Alert[], open: number, later: number): string {
  const rows = news.map(({ state, severity, namespace, app, cause, message, count, firstSeen, lastSeen }) => [
    state === 'resolved' ? '✅ resolved' : `${severity === 'critical' ? '❌' : '⚠️'} ${state}`,
    escapeMarkdown(namespace),
    escapeMarkdown(app),
    `**${escapeMarkdown(cause)}**<br>${escapeMarkdown(message)}`,
    String(count),
    `${minutes(firstSeen)}<br>${minutes(lastSeen)}`,
  ]);
  return `### ${escapeMarkdown(titleOf(news))}\n\n${table(['', 'namespace', 'app', 'what', 'times', 'first and last'], rows)}\n\n${[laterOf(later), `${open} open in all.`].filter((part) => part !== '').join(' ')}`;
}
