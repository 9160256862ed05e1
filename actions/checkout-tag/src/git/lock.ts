import type { Context } from '@slipway/runner';
import pRetry from 'p-retry';

/** Milliseconds after which the lock of a job that was killed counts no more; it is renewed in half of that. */
const stale = 20_000;
/** Milliseconds between two attempts, and attempts: as long as a first fetch of a large repository may take. */
const [pause, attempts] = [200, 4500];

/**
 * Does some work while no other job on this machine does it.
 * @param path of the folder that the lock is for; the lock stands beside it
 * @throws {Error} when another job holds the lock for a quarter of an hour
 */
export async function withLock<T>(path: string, { log, signal }: Context, work: () => Promise<T>): Promise<T> {
  // Loaded when first needed: most checkouts have no mirror.
  // Bundled, a CommonJS module has no names but this one.
  const {
    default: { lock },
  } = await import('proper-lockfile');
  // A machine that slept is taken for dead by others. What we do then is safe, only not alone any more.
  const onCompromised = () => {};
  const options = { realpath: false, lockfilePath: `${path}.lock`, stale, update: stale / 2, onCompromised };
  const release = await pRetry(() => lock(path, options), {
    retries: attempts,
    minTimeout: pause,
    factor: 1,
    signal,
    shouldRetry: ({ error }) => 'code' in error && error.code === 'ELOCKED',
    onFailedAttempt: ({ attemptNumber }) => {
      if (attemptNumber === 1) log.info(`Another job is working on ${path}; waiting for it`);
    },
  });
  try {
    return await work();
  } finally {
    await release().catch(() => {});
  }
}
