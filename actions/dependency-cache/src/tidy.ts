import { glob, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forgetMissing, removeBroken } from '@slipway/toolchain';

/**
 * Takes out of a folder what must not reach later builds: Maven's memory of what was not to be had, files that are not
 * whole, and what this build installed itself, which would stand in for a module that a later build forgot. Maven marks the
 * latter with `maven-metadata-local.xml`.
 */
export async function tidy(folder: string): Promise<void> {
  await forgetMissing(folder);
  await removeBroken(folder);
  for await (const path of glob('**/maven-metadata-local.xml', { cwd: folder })) {
    await rm(join(folder, dirname(path)), { recursive: true, force: true });
  }
}

/** Whether there is nothing in a folder, or no folder. */
export async function isEmpty(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (entries) => entries.length === 0,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return true;
      throw error;
    },
  );
}
