import { borrow, usualComponents } from '@slipway/lab';

/** Brings up what the tests need; what was up before, or is the user's own, stays. */
export function setup(): Promise<() => Promise<void>> {
  return borrow(usualComponents, { log: (line) => console.log(line) });
}
