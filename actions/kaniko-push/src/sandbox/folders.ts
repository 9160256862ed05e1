import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';

/**
 * Removes a build's root, also when it has folders that their owner may not write to and the owner is not root. By a
 * program of its own, because Node's `rm` would keep all of Node's threads for files busy, which the push beside it needs.
 */
export async function removeRoot(folder: string): Promise<void> {
  const env = { PATH: '/usr/bin:/bin' };
  const removed = await runProcess('rm', ['-rf', '--', folder], { env }).catch(() => undefined);
  if (removed?.exitCode === 0) return;
  await openFolders(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Part of it may be gone already, or go while this looks: rm works on several folders at a time. */
async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => {});
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await openFolders(join(folder, entry.name));
}
