import { borrow } from '@slipway/lab';

/** Brings up the lab's registry and kaniko; what was up before, or is the user's own, stays. */
export function setup(): Promise<() => Promise<void>> {
  return borrow(['registry', 'kaniko'], { log: (line) => console.log(line) });
}
