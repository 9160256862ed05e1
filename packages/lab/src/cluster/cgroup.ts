import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { labFolder } from '../machine/folders.ts';
import { exists } from '../tools/cache.ts';

const mounted = '/sys/fs/cgroup';

/**
 * The cgroup below which kubelet keeps its pods. It has the lab's name: what is in it is the lab's own, and may be
 * ended; what is in /kubepods may belong to another Kubernetes of this machine.
 */
export const cgroupRoot = `/slipway-lab-${createHash('sha256').update(labFolder).digest('hex').slice(0, 8)}`;

/** Its folders: one in version 2, one for each controller in version 1. */
export async function cgroupFolders(): Promise<string[]> {
  if (await exists(join(mounted, 'cgroup.controllers'))) return [join(mounted, cgroupRoot)];
  const controllers = await readdir(mounted, { withFileTypes: true }).catch(() => []);
  return controllers.filter((entry) => entry.isDirectory()).map(({ name }) => join(mounted, name, cgroupRoot));
}

/** Makes it; kubelet wants to find it. */
export async function makeCgroup(): Promise<void> {
  for (const folder of await cgroupFolders()) await mkdir(folder, { recursive: true });
}
