import type { Connection } from './connection.ts';

const configMaps = (namespace: string) => `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`;

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
  const folder = configMaps(namespace);
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

/** Data of a ConfigMap; empty when it is not there. */
export async function readConfigMap(
  connection: Connection,
  namespace: string,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  const path = `${configMaps(namespace)}/${encodeURIComponent(name)}`;
  const found = await connection.find<{ data?: Record<string, string> }>({ path, what: `get ConfigMap ${name}` });
  return found?.data ?? {};
}

/** Changes keys of its data, or makes it; null removes a key. */
export async function mergeIntoConfigMap(
  connection: Connection,
  namespace: string,
  name: string,
  data: Readonly<Record<string, string | null>>,
): Promise<void> {
  const path = `${configMaps(namespace)}/${encodeURIComponent(name)}`;
  const what = `write ConfigMap ${name} in ${namespace}`;
  const patched = await connection.call({ method: 'PATCH', path, body: { data }, what, isRepeatable: true });
  if (patched.status < 300) return;
  if (patched.status !== 404) throw connection.explain(patched, what);
  const labels = { 'app.kubernetes.io/managed-by': 'slipway' };
  const values = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: values };
  const made = await connection.call({ method: 'POST', path: configMaps(namespace), body, what });
  if (made.status >= 300) throw connection.explain(made, what);
}
