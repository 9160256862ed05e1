/** A condition of a quality gate, as the server reports it. */
export interface Condition {
  readonly status: 'OK' | 'WARN' | 'ERROR' | 'NO_VALUE';
  readonly metricKey: string;
  readonly comparator?: 'LT' | 'GT' | 'EQ' | 'NE';
  readonly errorThreshold?: string;
  readonly actualValue?: string;
}

export type GateStatus = 'PASSED' | 'WARN' | 'FAILED' | 'NONE';

const names: Readonly<Record<string, GateStatus>> = { OK: 'PASSED', WARN: 'WARN', ERROR: 'FAILED' };

export const gateStatus = (status: string): GateStatus => names[status] ?? 'NONE';

/** `coverage is 83.3, at least 99 is wanted`: a comparator names what is wrong, people read what is right. */
export function conditionSentence({
  metricKey,
  comparator,
  errorThreshold = '',
  actualValue = 'unknown',
}: Condition): string {
  const wanted = { LT: 'at least', GT: 'at most', EQ: 'anything but', NE: 'exactly' }[comparator ?? 'EQ'];
  return `${metricKey.replaceAll('_', ' ')} is ${actualValue}, ${wanted} ${errorThreshold} is wanted`;
}
