import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a build's root, also when it has folders that their owner may not write to and the owner is not root. */
export async function removeRoot(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Part of it may be gone already, or go while this looks: rm works on several folders at a time. */
async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => {});
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await openFolders(join(folder, entry.name));
}
