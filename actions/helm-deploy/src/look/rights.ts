import type { Resource, Right } from '@slipway/cluster';
import type { ManifestObject } from '../helm/manifest.ts';

/** An object that the chart makes, and what the server calls its kind. */
export interface KnownObject extends ManifestObject {
  readonly resource: Resource;
  /** Whether it is in the cluster already, where that was looked for. */
  readonly isThere?: boolean;
}

const of = (group: string, resource: string, ...verbs: readonly string[]): Right[] =>
  verbs.map((verb) => ({ verb, group, resource }));

/** What slipway's chart makes, where it is not known what this one does. */
const usual = [
  ...of('apps', 'deployments', 'get', 'create', 'patch'),
  ...of('', 'services', 'get', 'create', 'patch'),
  ...of('', 'serviceaccounts', 'get', 'create', 'patch'),
  ...of('networking.k8s.io', 'ingresses', 'get', 'create', 'patch'),
];

/**
 * The rights that a deployment needs, by namespace; the empty one is for what is in none. Helm keeps its releases in Secrets; the
 * turn, the verdicts and the watch have theirs; the rest is for the objects of the chart.
 * @param objects undefined where the chart could not be rendered
 */
export function neededRights(
  objects: readonly KnownObject[] | undefined,
  namespace: string,
): ReadonlyMap<string, readonly Right[]> {
  const needed = new Map<string, Right[]>();
  const add = (where: string, rights: readonly Right[]) => {
    const known = needed.get(where) ?? [];
    const isNew = ({ verb, group, resource }: Right) =>
      !known.some((right) => right.verb === verb && right.group === group && right.resource === resource);
    needed.set(where, [...known, ...rights.filter(isNew)]);
  };
  add(namespace, of('', 'secrets', 'get', 'list', 'create', 'update', 'delete'));
  if (objects === undefined) add(namespace, usual);
  for (const object of objects ?? []) add(object.resource.namespaced ? object.namespace : '', rightsTo(object));
  add(namespace, [
    ...of('', 'configmaps', 'get', 'create', 'patch'),
    ...of('', 'pods', 'list'),
    ...of('', 'pods/log', 'get'),
    ...of('coordination.k8s.io', 'leases', 'get', 'create', 'patch'),
    ...of('apps', 'replicasets', 'list'),
    ...of('', 'events', 'list'),
  ]);
  return needed;
}

/**
 * Hooks are made anew each time, and Helm waits for those that run to an end. What an admin has put outside of the namespaces
 * for the release mostly stays as it is, and Helm 3 only reads it.
 */
function rightsTo({ kind, object, resource, isThere = false }: KnownObject): Right[] {
  const { apiVersion = '', metadata } = object as {
    readonly apiVersion?: string;
    readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  };
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const hook = metadata?.annotations?.['helm.sh/hook'];
  if (hook === undefined && isThere) return of(group, resource.name, 'get', ...(resource.namespaced ? ['patch'] : []));
  if (hook === undefined) return of(group, resource.name, 'get', 'create', 'patch');
  if (!/\b(pre|post)-(install|upgrade)\b/.test(hook)) return [];
  const waiting = kind === 'Job' || kind === 'Pod' ? ['list', 'watch'] : [];
  return of(group, resource.name, 'get', ...waiting, 'create', 'delete');
}
