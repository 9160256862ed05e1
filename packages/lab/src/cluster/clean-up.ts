import { readdir, readFile, readlink, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { inLab, labFolder } from '../machine/folders.ts';
import { exists } from '../tools/cache.ts';
import { cgroupFolders } from './cgroup.ts';
import { bridgeOwner, removeNetwork } from './network.ts';

/** Removes what pods leave when the cluster's programs have ended: processes, mounts, namespaces, interfaces, rules. */
export async function cleanUpCluster(): Promise<void> {
  if (!(await isOurs())) return;
  const namespaces = await networkNamespaces();
  await endContainers();
  await unmountAll();
  await removeNetworkNamespaces(namespaces);
  await removeNetwork();
  await removeCgroups();
  await removeLogLinks();
  await rm(inLab('cluster'), { recursive: true, force: true });
}

/**
 * There is one bridge and one set of Kubernetes' rules on a machine. They are this lab's if the bridge says so, or if
 * there is none and this lab had a cluster; those of another lab, or of another Kubernetes, are not touched.
 */
async function isOurs(): Promise<boolean> {
  const owner = await bridgeOwner();
  if (owner === labFolder) return true;
  return (owner === undefined || owner === '') && (await exists(inLab('cluster')));
}

/** Containers and their shims outlive containerd, on purpose; they are known by the lab's folder and by their cgroup. */
async function endContainers(): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const pids = [...(await shims()), ...(await processesInPodCgroups())];
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended in between.
      }
    }
    await wait(50);
  }
}

async function shims(): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('containerd-shim') && command.includes(inLab('cluster'))) found.push(Number(pid));
  }
  return found;
}

/** The folders below /sys/fs/cgroup that were made for this lab's pods, deepest first. */
async function podCgroups(): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) return;
    for (const entry of entries) if (entry.isDirectory()) await visit(join(folder, entry.name));
    found.push(folder);
  };
  for (const top of await cgroupFolders()) await visit(top);
  return found;
}

async function processesInPodCgroups(): Promise<number[]> {
  const pids = new Set<number>();
  for (const folder of await podCgroups()) {
    const text = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
    for (const pid of text.split('\n').filter((line) => line !== '')) pids.add(Number(pid));
  }
  return [...pids];
}

async function removeCgroups(): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const folders = await podCgroups();
    if (folders.length === 0) return;
    for (const folder of folders) await rmdir(folder).catch(() => {});
    await wait(50);
  }
}

async function unmountAll(): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const mounts = (await readFile('/proc/self/mountinfo', 'utf8'))
      .split('\n')
      .map((line) => (line.split(' ')[4] ?? '').replace(/\\040/g, ' '))
      .filter((path) => path.startsWith(`${labFolder}/`));
    if (mounts.length === 0) return;
    for (const path of mounts.reverse()) await execa('umount', ['--lazy', path], { reject: false });
  }
}

/** kubelet links each container's log there, wherever the logs are. */
async function removeLogLinks(): Promise<void> {
  const links = '/var/log/containers';
  for (const name of await readdir(links).catch(() => [])) {
    const target = await readlink(join(links, name)).catch(() => '');
    if (target.startsWith(`${labFolder}/`)) await rm(join(links, name), { force: true });
  }
}

/** Network namespaces of the lab's pods, as the bundles of their containers name them. */
async function networkNamespaces(): Promise<string[]> {
  const bundles = inLab('cluster/containerd/state/io.containerd.runtime.v2.task/k8s.io');
  const paths = new Set<string>();
  for (const id of await readdir(bundles).catch(() => [])) {
    const text = await readFile(join(bundles, id, 'config.json'), 'utf8').catch(() => '{}');
    const { linux } = JSON.parse(text) as { linux?: { namespaces?: { type: string; path?: string }[] } };
    for (const namespace of linux?.namespaces ?? []) {
      if (namespace.type === 'network' && namespace.path?.includes('/netns/cni-')) paths.add(namespace.path);
    }
  }
  return [...paths];
}

async function removeNetworkNamespaces(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await execa('umount', ['--lazy', path], { reject: false });
    await rm(path, { force: true });
  }
}
