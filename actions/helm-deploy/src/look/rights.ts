import type { Resource, Right } from '@slipway/cluster';
import type { ManifestObject } from '../helm/manifest.ts';
import type { Inputs } from '../inputs.ts';
import { turnName } from '../turn.ts';
import { verdictsName } from '../verdicts.ts';

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
  { namespace, release }: Pick<Inputs, 'namespace' | 'release'>,
): ReadonlyMap<string, readonly Right[]> {
  const needed = new Map<string, Right[]>();
  const add = (where: string, rights: readonly Right[]) => {
    const known = needed.get(where) ?? [];
    for (const right of rights) {
      const index = known.findIndex((other) => isSame(other, right));
      const other = known[index];
      if (other === undefined) known.push(right);
      else known[index] = joined(other, right);
    }
    needed.set(where, known);
  };
  add(namespace, of('', 'secrets', 'get', 'list', 'create', 'update', 'delete'));
  if (objects === undefined) add(namespace, usual);
  for (const object of objects ?? []) add(object.resource.namespaced ? object.namespace : '', rightsTo(object));
  add(namespace, [
    ...rightsToMake(verdictsName(release), '', 'configmaps'),
    ...of('', 'pods', 'list'),
    ...of('', 'pods/log', 'get'),
    ...rightsToMake(turnName(release), 'coordination.k8s.io', 'leases'),
    ...of('apps', 'replicasets', 'list'),
    ...of('', 'events', 'list'),
  ]);
  return needed;
}

/**
 * Hooks are made anew each time, and Helm waits for those that run to an end. What an admin has put outside of the namespaces
 * for the release mostly stays as it is, and Helm 3 only reads it.
 */
function rightsTo({ kind, name, object, resource, isThere = false }: KnownObject): Right[] {
  const { apiVersion = '', metadata } = object as {
    readonly apiVersion?: string;
    readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  };
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const hook = metadata?.annotations?.['helm.sh/hook'];
  const toIt = (...verbs: readonly string[]) => toOne(name, group, resource.name, ...verbs);
  if (hook === undefined && isThere) return toIt('get', ...(resource.namespaced ? ['patch'] : []));
  if (hook === undefined) return rightsToMake(name, group, resource.name);
  if (!/\b(pre|post)-(install|upgrade)\b/.test(hook)) return [];
  const waiting = kind === 'Job' || kind === 'Pod' ? ['list', 'watch'] : [];
  return [...toIt('get'), ...of(group, resource.name, ...waiting, 'create'), ...toIt('delete')];
}

/** To make one object, or change it. No rule can grant to create by name (RBAC, «Referring to resources»). */
function rightsToMake(name: string, group: string, resource: string): Right[] {
  return [
    ...toOne(name, group, resource, 'get'),
    ...of(group, resource, 'create'),
    ...toOne(name, group, resource, 'patch'),
  ];
}

function toOne(name: string, group: string, resource: string, ...verbs: readonly string[]): Right[] {
  return of(group, resource, ...verbs).map((right) => ({ ...right, names: [name] }));
}

const isSame = (one: Right, other: Right) =>
  one.verb === other.verb && one.group === other.group && one.resource === other.resource;

/** For the objects of both; for all of the kind where one of them is. */
function joined({ names: one, ...right }: Right, { names: other }: Right): Right {
  return one === undefined || other === undefined ? right : { ...right, names: [...new Set([...one, ...other])] };
}
