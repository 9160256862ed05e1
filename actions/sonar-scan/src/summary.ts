import { escapeMarkdown, table } from '@slipway/findings';
import type { Condition, GateStatus } from './server/gate.ts';

const marks: Readonly<Record<GateStatus, string>> = { PASSED: '✅', WARN: '⚠️', FAILED: '❌', NONE: '➖' };

/** The gate with its conditions, failing ones first. */
export function summarizeGate(status: GateStatus, conditions: readonly Condition[], dashboardUrl: string): string {
  const sorted = conditions.toSorted((one, other) => Number(one.status === 'OK') - Number(other.status === 'OK'));
  const rows = sorted.map(({ metricKey, actualValue = '', comparator, errorThreshold = '', status: state }) => [
    state === 'OK' ? '✅' : '❌',
    escapeMarkdown(metricKey.replaceAll('_', ' ')),
    escapeMarkdown(actualValue),
    `${comparator === 'LT' ? 'at least' : 'at most'} ${escapeMarkdown(errorThreshold)}`,
  ]);
  const head = `### ${marks[status]} Quality gate ${status.toLowerCase()}`;
  const link = dashboardUrl === '' ? [] : [`[Open in SonarQube](${encodeURI(dashboardUrl)})`];
  const conditionTable = rows.length === 0 ? [] : [table(['', 'metric', 'actual', 'wanted'], rows)];
  return [head, ...conditionTable, ...link].join('\n\n');
}
