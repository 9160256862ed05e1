import type { Connection } from './connection.ts';

interface Resource {
  /** As in paths: `certificates`; `certificates/status` is a part of one. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Asks the server for the path of a kind, once for each version of a group; undefined where it does not know the kind. */
export function resourcePaths(
  connection: Connection,
): (apiVersion: string, kind: string, namespace: string) => Promise<string | undefined> {
  const known = new Map<string, Promise<readonly Resource[]>>();

  const resourcesOf = (path: string, apiVersion: string) => {
    const asked =
      known.get(path) ??
      connection
        .find<{ resources?: readonly Resource[] }>({ path, what: `list the kinds of ${apiVersion}` })
        .then((found) => found?.resources ?? []);
    known.set(path, asked);
    // What could not be asked is asked again.
    asked.catch(() => known.delete(path));
    return asked;
  };

  return async (apiVersion, kind, namespace) => {
    const path = `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;
    const resources = await resourcesOf(path, apiVersion);
    const resource = resources.find((candidate) => candidate.kind === kind && !candidate.name.includes('/'));
    if (resource === undefined) return undefined;
    const within = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    return `${path}${within}/${resource.name}`;
  };
}
