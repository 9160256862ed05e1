import { Failure } from '@slipway/findings';

/** Waits for all checks, so that one report names every problem. */
export async function allOf<const Checks extends readonly unknown[]>(
  checks: Checks,
): Promise<{ -readonly [At in keyof Checks]: Awaited<Checks[At]> }> {
  const failed = (await Promise.allSettled(checks)).flatMap((check) =>
    check.status === 'rejected' ? [check.reason as unknown] : [],
  );
  const expected = failed.filter((reason) => reason instanceof Failure);
  if (expected.length < 2 || expected.length < failed.length) return Promise.all(checks);
  throw new Failure({
    code: 'bad-input',
    headline: `${expected.length} things are missing:`,
    reason: expected.map((failure) => `- ${failure.message.replaceAll('\n', '\n  ')}`).join('\n'),
  });
}
