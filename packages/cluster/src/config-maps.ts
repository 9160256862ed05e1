import type { Connection } from './connection.ts';

/** Reads and writes one ConfigMap whole, with optimistic locking. */
export interface ConfigMapFile {
  /** Data, and the version that a write names. */
  read(): Promise<{ readonly version: string; readonly data: Readonly<Record<string, string>> } | undefined>;
  /**
   * Sets keys of a ConfigMap that is as it was read at `version`; `undefined` makes it.
   * @returns whether it did: false when somebody else was faster
   */
  write(version: string | undefined, data: Readonly<Record<string, string>>): Promise<boolean>;
}

export function configMapFile(connection: Connection, namespace: string, name: string): ConfigMapFile {
  const folder = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`;
  const path = `${folder}/${encodeURIComponent(name)}`;
  const what = `write ConfigMap ${name} in ${namespace}`;
  return {
    async read() {
      const found = await connection.find<{ metadata: { resourceVersion: string }; data?: Record<string, string> }>({
        path,
        what: `get ConfigMap ${name} in ${namespace}`,
      });
      return found && { version: found.metadata.resourceVersion, data: found.data ?? {} };
    },

    async write(version, data) {
      const labels = { 'app.kubernetes.io/managed-by': 'slipway' };
      const answer =
        version === undefined
          ? await connection.call({
              method: 'POST',
              path: folder,
              body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data },
              what,
            })
          : await connection.call({
              method: 'PATCH',
              path,
              body: { metadata: { resourceVersion: version }, data },
              what,
            });
      if (answer.status === 409) return false;
      // It was removed since.
      if (answer.status === 404 && version !== undefined) return false;
      if (answer.status >= 300) throw connection.explain(answer, what);
      return true;
    },
  };
}
