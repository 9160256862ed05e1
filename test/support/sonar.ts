import { borrow, usualComponents } from '@slipway/lab';

/** Brings up the lab with SonarQube; what was up before, or is the user's own, stays. */
export function setup(): Promise<() => Promise<void>> {
  return borrow([...usualComponents, 'sonar'], { log: (line) => console.log(line) });
}
