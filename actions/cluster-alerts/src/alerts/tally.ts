/** How often something happened, in steps of time: `[start of the step, count]`, oldest first. */
export type Tally = readonly (readonly [at: number, count: number])[];

/** Ten steps in a window: what is told is right to a tenth of it, and the memory stays small. */
const stepsInWindow = 10;

/**
 * Adds `count` that happened between `from` and `to`, evenly: nobody knows when each did. Steps before the window are
 * dropped. All in milliseconds.
 */
export function addTo(
  tally: Tally,
  { count, from, to }: { count: number; from: number; to: number },
  window: number,
  now: number,
): Tally {
  const step = Math.max(1, Math.floor(window / stepsInWindow));
  const steps = new Map(tally.map(([at, number]) => [at, number]));
  const put = (at: number, number: number) => {
    const start = Math.floor(at / step) * step;
    steps.set(start, (steps.get(start) ?? 0) + number);
  };
  const earliest = now - window;
  if (from >= to || count === 1) put(to, count);
  else {
    // What is before the window is not walked through: a life may be of months.
    const begin = Math.max(from, earliest);
    const share = (count * (to - begin)) / (to - from);
    // At least the last one happened at its time.
    const inWindow = to < earliest ? 0 : Math.max(1, Math.round(share));
    const first = Math.floor(begin / step);
    const parts = Math.floor(to / step) - first + 1;
    for (let part = 0; part < parts && inWindow > 0; part += 1) {
      const number = Math.floor(((part + 1) * inWindow) / parts) - Math.floor((part * inWindow) / parts);
      if (number > 0) put((first + part) * step, number);
    }
  }
  return within([...steps], window, now);
}

/** The part of a tally that is in the window. */
export function within(tally: Tally, window: number, now: number): Tally {
  const step = Math.max(1, Math.floor(window / stepsInWindow));
  return tally.filter(([at]) => at + step > now - window).toSorted(([one], [other]) => one - other);
}

export function sum(tally: Tally): number {
  return tally.reduce((total, [, count]) => total + count, 0);
}
