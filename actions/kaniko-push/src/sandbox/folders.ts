import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';
import type { Users } from './users.ts';

/**
 * Removes a build's root, also when it has folders that their owner may not write to and the owner is not root. By a
 * program of its own, because Node's `rm` would keep all of Node's threads for files busy, which the push beside it needs.
 * @param startedBy what has the users whom its files belong to; see {@link Users}
 */
export async function removeRoot(folder: string, startedBy: Users['startedBy'] = []): Promise<void> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const [program = 'rm', ...args] = [...startedBy, 'rm', '-rf', '--', folder];
  const removed = await runProcess(program, args, { env }).catch(() => undefined);
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
