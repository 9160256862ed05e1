import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import pRetry from 'p-retry';

/** Milliseconds after which the lock of a job that was killed counts no more. */
const stale = 10_000;
/** Milliseconds between two attempts, and attempts: more than a lock may be left behind. */
const [pause, attempts] = [100, 200];

/**
 * Does some work while no other job on this machine does it, for a moment: reads a file and replaces it.
 * @param path of the file, in a folder that is there; the lock stands beside it
 * @throws {Error} when another job holds the lock for 20 s; the error of the system when it cannot be made
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  // Loaded when first needed: most runs keep nothing in a file.
  // Bundled, a CommonJS module has no names but this one.
  const {
    default: { lock },
  } = await import('proper-lockfile');
  // A machine that slept is taken for dead by others; the file is whole all the same.
  const options = { realpath: false, lockfilePath: `${path}.lock`, stale, onCompromised: () => {} };
  const isHeld = (error: Error) => 'code' in error && error.code === 'ELOCKED';
  const release = await pRetry(() => lock(path, options), {
    retries: attempts,
    minTimeout: pause,
    factor: 1,
    shouldRetry: ({ error }) => isHeld(error),
  }).catch((error: Error) => {
    throw isHeld(error) ? new Error(`another job holds ${path}.lock`, { cause: error }) : error;
  });
  try {
    return await work();
  } finally {
    await release().catch(() => {});
  }
}

/** Writes a file whole or not at all: another job may read it now. */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  // Jobs in containers may share a folder and have one process id.
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, mode === undefined ? {} : { mode });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}
