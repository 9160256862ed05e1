import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Cluster } from '@slipway/cluster';

/** Where the memory lives, one writer at a time. */
export interface Store {
  /** For messages. */
  readonly described: string;
  /** The text, and what a write has to know; undefined when there is nothing yet. */
  read(): Promise<{ readonly text: string; readonly version: string } | undefined>;
  /** @returns whether it was written: false when somebody else was faster */
  write(version: string | undefined, text: string): Promise<boolean>;
}

const key = 'memory.json';

export function configMapStore(cluster: Cluster, namespace: string, name: string): Store {
  const file = cluster.configMap(namespace, name);
  return {
    described: `ConfigMap ${name} in ${namespace}`,
    async read() {
      const found = await file.read();
      return found && { text: found.data[key] ?? '', version: found.version };
    },
    write: (version, text) => file.write(version, { [key]: text }),
  };
}

/** A file of one machine. Its version is when it was written. */
export function fileStore(path: string): Store {
  const versionOf = () =>
    stat(path, { bigint: true }).then(
      ({ mtimeNs, ino }) => `${mtimeNs} ${ino}`,
      () => undefined,
    );
  return {
    described: path,
    async read() {
      const version = await versionOf();
      return version === undefined ? undefined : { text: await readFile(path, 'utf8'), version };
    },
    async write(version, text) {
      await mkdir(dirname(path), { recursive: true });
      if ((await versionOf()) !== version) return false;
      const part = `${path}.${process.pid}.part`;
      try {
        await writeFile(part, text, { mode: 0o600 });
        await rename(part, path);
      } finally {
        await rm(part, { force: true });
      }
      return true;
    },
  };
}
