import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Cluster } from '@slipway/cluster';
import { replaceFile, withFileLock } from '@slipway/runner';
import { AlertsFailure } from '../failure.ts';

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

/** A file of one machine. Its version is what is in it. */
export function fileStore(path: string): Store {
  const read = async () => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : { text, version: createHash('sha256').update(text).digest('hex') };
  };
  return {
    described: path,
    read: () => read().catch((error: unknown) => refuse(path, 'read', error)),
    async write(version, text) {
      try {
        await mkdir(dirname(path), { recursive: true });
        return await withFileLock(path, async () => {
          if ((await read())?.version !== version) return false;
          await replaceFile(path, text, 0o600);
          return true;
        });
      } catch (error) {
        return refuse(path, 'written', error);
      }
    },
  };
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

/** @throws {AlertsFailure} `state-unusable`; the error itself when the disk is full, which every action explains */
function refuse(path: string, what: string, error: unknown): never {
  if (['ENOSPC', 'EDQUOT'].includes(codeOf(error))) throw error;
  throw new AlertsFailure({
    code: 'state-unusable',
    headline: `state: ${JSON.stringify(path)} cannot be ${what}; allowed: a file that this runner may read and write`,
    reason: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
