import { expect, test } from 'vitest';
import { type KnownObject, neededRights } from './rights.ts';

const object = (
  apiVersion: string,
  kind: string,
  name: string,
  given: { readonly hook?: string; readonly namespace?: string; readonly namespaced?: boolean } = {},
): KnownObject => {
  const { hook, namespace = 'it', namespaced = true } = given;
  const metadata = { name: 'web', ...(hook === undefined ? {} : { annotations: { 'helm.sh/hook': hook } }) };
  return { kind, name: 'web', namespace, object: { apiVersion, kind, metadata }, resource: { name, kind, namespaced } };
};
const rights = (objects: readonly KnownObject[] | undefined) =>
  [...neededRights(objects, { namespace: 'it', release: 'web' })].flatMap(([namespace, needed]) =>
    needed.map(({ verb, group, resource }) => `${namespace}: ${verb} ${group}/${resource}`),
  );
const base = rights([]);

test.each<[string, KnownObject[], string[]]>([
  [
    'of its kind',
    [object('apps/v1', 'StatefulSet', 'statefulsets')],
    ['it: get apps/statefulsets', 'it: create apps/statefulsets', 'it: patch apps/statefulsets'],
  ],
  ['nothing more of a kind that is needed anyway', [object('v1', 'ConfigMap', 'configmaps')], []],
  [
    'where it is',
    [object('v1', 'Service', 'services', { namespace: 'other' })],
    ['other: get /services', 'other: create /services', 'other: patch /services'],
  ],
  [
    'in no namespace',
    [object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', { namespaced: false })],
    ['get', 'create', 'patch'].map((verb) => `: ${verb} rbac.authorization.k8s.io/clusterroles`),
  ],
  [
    'fewer where it is there',
    [{ ...object('apps/v1', 'StatefulSet', 'statefulsets'), isThere: true }],
    ['it: get apps/statefulsets', 'it: patch apps/statefulsets'],
  ],
  [
    'to read it where it is there, outside of the namespaces',
    [
      {
        ...object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', { namespaced: false }),
        isThere: true,
      },
    ],
    [': get rbac.authorization.k8s.io/clusterroles'],
  ],
  [
    'of a hook that runs',
    [object('batch/v1', 'Job', 'jobs', { hook: 'pre-install,pre-upgrade' })],
    ['get', 'list', 'watch', 'create', 'delete'].map((verb) => `it: ${verb} batch/jobs`),
  ],
  ['none of a test', [object('v1', 'Pod', 'pods', { hook: 'test' })], []],
])('rights are needed to an object: %s', (_, objects, more) => {
  expect(rights(objects).filter((right) => !base.includes(right))).toEqual(more);
});

test('of a chart that cannot be rendered they are those of the usual objects', () => {
  expect(rights(undefined)).toEqual(
    expect.arrayContaining([...base, 'it: create apps/deployments', 'it: patch networking.k8s.io/ingresses']),
  );
});
