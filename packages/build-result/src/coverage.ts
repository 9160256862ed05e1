export interface Counter {
  readonly covered: number;
  readonly missed: number;
}

export interface Coverage {
  readonly lines: Counter;
  readonly branches: Counter;
}

export const noCoverage: Coverage = { lines: { covered: 0, missed: 0 }, branches: { covered: 0, missed: 0 } };

/** Modules have no classes in common, so their counters add up. */
export function sumCoverage(parts: readonly Coverage[]): Coverage {
  const add = (one: Counter, other: Counter): Counter => ({
    covered: one.covered + other.covered,
    missed: one.missed + other.missed,
  });
  return parts.reduce(
    (sum, part) => ({ lines: add(sum.lines, part.lines), branches: add(sum.branches, part.branches) }),
    noCoverage,
  );
}

/** Percent, not rounded; undefined when there is nothing to cover. */
export function percentage({ covered, missed }: Counter): number | undefined {
  const all = covered + missed;
  return all === 0 ? undefined : (100 * covered) / all;
}

/** With one decimal, rounded down so that 79.96 does not read as the 80.0 it is below. Empty when undefined. */
export function formatPercentage(percent: number | undefined): string {
  return percent === undefined ? '' : (Math.floor(percent * 10 + 1e-9) / 10).toFixed(1);
}
