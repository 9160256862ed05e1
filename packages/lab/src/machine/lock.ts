import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';
import { LabFailure } from '../failure.ts';
import { labFolder } from './folders.ts';

/** One change of the lab at a time. */
export function withLock<T>(work: () => Promise<T>): Promise<T> {
  return alone(labFolder, 'Another "up" or "down" of this lab', work);
}

/**
 * Work that only one process at a time does; a lock whose owner was killed counts no more after ten seconds.
 * @param path the lock stands beside it
 * @param others what is waited for, for the message when it does not end
 */
export async function alone<T>(path: string, others: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const options = {
    realpath: false,
    lockfilePath: `${path}.lock`,
    stale: 10_000,
    retries: { retries: 900, minTimeout: 1000, maxTimeout: 1000 },
  };
  const release = await lock(path, options).catch((error: Error) => {
    throw new LabFailure(`${others} does not end: ${error.message}.`);
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
