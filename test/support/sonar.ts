import { borrow } from '@slipway/lab';

/** Brings up the lab's SonarQube; what was up before, or is the user's own, stays. */
export function setup(): Promise<() => Promise<void>> {
  return borrow(['sonar'], { log: (line) => console.log(line) });
}
