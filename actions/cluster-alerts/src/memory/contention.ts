import { setTimeout as wait } from 'node:timers/promises';

/**
 * How often a run reads the memory and writes it. Each run writes it twice, when it has news and when these were told, so
 * with a handful of runs at once the slowest one loses as often as the others write.
 */
export const attempts = 10;

/** Up to 0.1 s more each time, at random, so that two that lost together do not meet again. */
export function pauseBefore(attempt: number): Promise<void> {
  return wait(Math.random() * 100 * attempt);
}
