import type { Connection } from './connection.ts';

/** What a server says about a kind. */
export interface Resource {
  /** As in paths: `certificates`; `certificates/status` is a part of one. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Where the server has the versions of a group: `/apis/apps/v1`, `/api/v1`. */
const folderOf = (apiVersion: string) => `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;

/** Asks the server about a kind, once for each version of a group; undefined where it does not know the kind. */
export function resourceFinder(
  connection: Connection,
): (apiVersion: string, kind: string) => Promise<Resource | undefined> {
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

  return async (apiVersion, kind) => {
    const resources = await resourcesOf(folderOf(apiVersion), apiVersion);
    return resources.find((candidate) => candidate.kind === kind && !candidate.name.includes('/'));
  };
}

/** Path of all objects of a kind, in a namespace where the kind is in namespaces. */
export function resourcePath({ name, namespaced }: Resource, apiVersion: string, namespace: string): string {
  const within = namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${folderOf(apiVersion)}${within}/${name}`;
}
