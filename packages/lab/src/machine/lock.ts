import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';
import { LabFailure } from '../failure.ts';
import { labFolder } from './folders.ts';

/** One change of the lab at a time; a lock whose owner was killed counts no more after ten seconds. */
export async function withLock<T>(work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(labFolder), { recursive: true });
  const options = {
    realpath: false,
    lockfilePath: `${labFolder}.lock`,
    stale: 10_000,
    retries: { retries: 900, minTimeout: 1000, maxTimeout: 1000 },
  };
  const release = await lock(labFolder, options).catch((error: Error) => {
    throw new LabFailure(`Another "up" or "down" of this lab does not end: ${error.message}.`);
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
