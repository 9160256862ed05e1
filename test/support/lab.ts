import { borrow, requireMaven, usualComponents } from '@slipway/lab';

/** Brings up what the tests need; what was up before, or is the user's own, stays. */
export async function setup(): Promise<() => Promise<void>> {
  const log = (line: string) => console.log(line);
  await requireMaven(log);
  return borrow(usualComponents, { log });
}
