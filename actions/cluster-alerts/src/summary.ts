import { escapeMarkdown, table } from '@slipway/findings';
import type { Alert } from './alerts/alert.ts';
import { minutes, titleOf } from './digest/words.ts';

const most = 100;

/** The news as a table for the job summary. */
export function summarize(news: readonly Alert[], open: number): string {
  const rows = news
    .slice(0, most)
    .map(({ state, severity, namespace, app, cause, message, count, firstSeen, lastSeen }) => [
      state === 'resolved' ? '✅ resolved' : `${severity === 'critical' ? '❌' : '⚠️'} ${state}`,
      escapeMarkdown(namespace),
      escapeMarkdown(app),
      `**${escapeMarkdown(cause)}**<br>${escapeMarkdown(message)}`,
      String(count),
      `${minutes(firstSeen)}<br>${minutes(lastSeen)}`,
    ]);
  const more = news.length > most ? `\n\n… and ${news.length - most} more.` : '';
  return `### ${escapeMarkdown(titleOf(news))}\n\n${table(['', 'namespace', 'app', 'what', 'times', 'first and last'], rows)}${more}\n\n${open} open in all.`;
}
