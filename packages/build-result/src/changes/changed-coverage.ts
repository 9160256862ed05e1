import type { Counter } from '../coverage.ts';

/** Whether each line of a file that holds code was reached, by its number. */
export type CoveredLines = ReadonlyMap<number, boolean>;

/** Coverage of the lines that a change touched. */
export interface ChangedCoverage {
  /** Changed lines that hold code; others cannot be covered. */
  readonly lines: Counter;
  /** Changed lines that no test reached, by file relative to the workspace; in ascending order. */
  readonly missed: ReadonlyMap<string, readonly number[]>;
}

/** Coverage of changed lines; both sides by paths of files relative to the workspace. */
export function changedCoverage(
  changed: ReadonlyMap<string, ReadonlySet<number>>,
  measured: ReadonlyMap<string, CoveredLines>,
): ChangedCoverage {
  let covered = 0;
  const missed = new Map<string, number[]>();
  for (const [path, numbers] of changed) {
    const lines = measured.get(path);
    if (lines === undefined) continue;
    const code = [...numbers].filter((number) => lines.has(number)).sort((one, other) => one - other);
    const uncovered = code.filter((number) => lines.get(number) === false);
    covered += code.length - uncovered.length;
    if (uncovered.length > 0) missed.set(path, uncovered);
  }
  const missedCount = [...missed.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  return { lines: { covered, missed: missedCount }, missed };
}

/** Modules have no files in common, so that their lines add up. */
export function sumChanged(parts: readonly ChangedCoverage[]): ChangedCoverage {
  return {
    lines: {
      covered: parts.reduce((sum, { lines }) => sum + lines.covered, 0),
      missed: parts.reduce((sum, { lines }) => sum + lines.missed, 0),
    },
    missed: new Map(parts.flatMap(({ missed }) => [...missed])),
  };
}

/** `3-5, 9`: how people name lines. */
export function lineRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
