import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** One line of a benchmark's result: what was measured, and the limit it is held against. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'kB' | 'ratio' | 'per s' | 'alerts' | 'runs';
  /** Largest value that is still good, if there is one. */
  readonly limit?: number;
}

export interface BenchResult {
  readonly name: string;
  /** How it was measured, in a sentence or two. */
  readonly method: string;
  readonly figures: readonly Figure[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? Number.NaN, sorted[Math.floor(middle)] ?? Number.NaN];
  return (low + high) / 2;
}

/**
 * Runs variants in turn, in rotating order so that none always follows the same one, and returns the milliseconds of
 * each round. The first round warms caches and is dropped.
 * @param before is waited for before each run of a round, and not measured
 */
export async function interleaved<Name extends string>(
  variants: Readonly<Record<Name, () => Promise<void>>>,
  rounds: number,
  before: (round: number) => Promise<unknown> = async () => {},
): Promise<Record<Name, number[]>> {
  const names = Object.keys(variants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    const order = names.map((_, index) => names[(index + round) % names.length]).filter((name) => name !== undefined);
    for (const name of order) {
      await before(round);
      const start = performance.now();
      await variants[name]();
      if (round > 0) times[name].push(performance.now() - start);
    }
  }
  return times;
}

/** The machine that the figures are from. */
export function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${memory} GiB, Node ${process.version}`;
}

/** Writes `bench/results/<name>.json`, from which the figures in bench/README.md are made. */
export async function keep(result: BenchResult): Promise<void> {
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const figures = result.figures.map((figure) => ({ ...figure, value: Number(figure.value.toPrecision(3)) }));
  const kept = { ...result, figures, machine: machine(), date: new Date().toISOString().slice(0, 10) };
  await writeFile(join(folder, `${result.name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
  for (const figure of figures) console.log(`${result.name}: ${figure.what}: ${figure.value} ${figure.unit}`);
}
