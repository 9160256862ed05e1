import type { Counter, Coverage } from '@slipway/build-result';

/**
 * Reads `coverage-summary.json`, which istanbul's `json-summary` reporter writes for jest and vitest.
 * @throws {Error} when it is no such report.
 */
export function parseCoverageSummary(text: string): Coverage {
  const { total }: { total?: Record<string, { total?: unknown; covered?: unknown }> } = Object(JSON.parse(text));
  if (total?.lines === undefined) throw new Error('there is no "total"');
  const counter = (name: string): Counter => {
    const covered = Number(total[name]?.covered) || 0;
    return { covered, missed: Math.max(0, (Number(total[name]?.total) || 0) - covered) };
  };
  return { lines: counter('lines'), branches: counter('branches') };
}
