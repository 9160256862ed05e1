import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import type { TestContext } from '@slipway/runner/testing';
import { readInputs } from '../inputs.ts';
import { run } from '../run.ts';

/** Runs the action in a test's context, with inputs by the names of action.yml. */
export function build(context: TestContext, given: Readonly<Record<string, string>> = {}) {
  return run(
    readFrom((name) => given[name] ?? '', readInputs, context.mask),
    context,
  );
}

/** How a build failed; a test that gets anything but a failure of ours is wrong. */
export async function failureOf(building: Promise<unknown>): Promise<Failure> {
  const failure = await building.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof Failure)) throw new Error(`no Failure but ${failure}`);
  return failure;
}
