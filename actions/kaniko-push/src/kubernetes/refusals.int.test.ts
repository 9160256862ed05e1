import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { buildsWith } from '../testing/build.ts';
import { podsWith } from '../testing/pods.ts';

const lab = await environment();
const { fromLab, service } = buildsWith(lab);
const { kubectl, objectsOf, newNamespace, inPod } = podsWith(lab);
const quick = { Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'a' };

let namespace: string;
beforeAll(async () => {
  namespace = await newNamespace('refusals');
});
afterAll(() => kubectl(['delete', 'namespace', '--wait=false', namespace]));

const limit = { type: 'Container', max: { memory: '512Mi' } };

test.each<[string, object, Record<string, string>, string]>([
  [
    'a quota that is used up',
    { kind: 'ResourceQuota', spec: { hard: { pods: '0' } } },
    {},
    'The namespace has no room for the pod of kaniko: its quota "own" is used up',
  ],
  [
    'a quota that wants resources to be given',
    { kind: 'ResourceQuota', spec: { hard: { 'limits.memory': '8Gi' } } },
    {},
    'The namespace does not take the pod of kaniko: its quota "own" wants resources to be given',
  ],
  [
    'a limit of the namespace',
    { kind: 'LimitRange', spec: { limits: [limit] } },
    { resources: 'limits.memory=1Gi' },
    'The namespace does not take the pod of kaniko: it has a limit of the maximum memory usage per Container',
  ],
])('%s is said in a sentence', async (_, object, inputs, headline) => {
  const { kind } = object as { kind: string };
  await kubectl(['create', '-f', '-'], { apiVersion: 'v1', metadata: { name: 'own', namespace }, ...object });
  const app = await service(quick);
  // A quota counts once its controller has seen it.
  if (kind === 'ResourceQuota')
    await kubectl(['wait', `${kind}/own`, '-n', namespace, '--for=jsonpath={.status.hard}', '--timeout=30s']);
  await expect(app.push({ ...inPod, namespace, ...inputs })).rejects.toMatchObject({ code: 'pod-refused', headline });
  await kubectl(['delete', `${kind}/own`, '-n', namespace]);
  expect(await objectsOf(app, namespace)).toEqual([]);
});

test.each([
  ['namespace', { namespace: 'nowhere' }, 'namespace: the cluster has no "nowhere"'],
  ['service account', { 'service-account': 'nobody' }, 'service-account: the namespace has no "nobody"'],
])('a %s that is not there is named', async (_, inputs, headline) => {
  const app = await service(quick);
  await expect(app.push({ ...inPod, namespace, ...inputs })).rejects.toMatchObject({ code: 'pod-refused', headline });
});

test('an executor or a helper that cannot be pulled is named', async () => {
  const app = await service(quick);
  const missing = `${fromLab('REGISTRY')}/kaniko/nothing:1`;
  for (const input of ['executor', 'helper-image']) {
    await expect(app.push({ ...inPod, namespace, [input]: missing })).rejects.toMatchObject({
      code: 'executor-failed',
      headline: 'The pod for kaniko does not start',
      reason: expect.stringContaining(missing),
      advice: 'Give images that the cluster can pull as "executor" and "helper-image".',
    });
  }
  expect(await objectsOf(app, namespace)).toEqual([]);
});

test('what the runner may not do in a namespace is listed before anything is made there', async () => {
  const api = { apiVersion: 'rbac.authorization.k8s.io/v1' };
  const metadata = { name: 'reader', namespace };
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['create', 'get'] }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' };
  for (const object of [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { ...api, kind: 'Role', metadata, rules },
    {
      ...api,
      kind: 'RoleBinding',
      metadata,
      roleRef,
      subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace }],
    },
  ])
    await kubectl(['create', '-f', '-'], object);
  const token = await kubectl(['create', 'token', 'reader', '-n', namespace]);
  const admin = parse(await readFile(fromLab('KUBECONFIG'), 'utf8')) as { clusters: { name: string }[] };
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', clusters: admin.clusters, users: [{ name: 'reader', user: { token } }] },
    ...{
      contexts: [{ name: 'c', context: { cluster: admin.clusters[0]?.name, user: 'reader' } }],
      'current-context': 'c',
    },
  };
  const app = await service(quick);
  await app.write('kubeconfig', stringify(config));
  Object.assign(app.context, { env: { ...app.context.env, KUBECONFIG: join(app.context.workspace, 'kubeconfig') } });
  await expect(app.push({ ...inPod, namespace, secrets: 'token=x' })).rejects.toMatchObject({
    code: 'no-runtime',
    headline: 'runtime: "kubernetes" is not possible here',
    reason: '- kubernetes: this user cannot create pods/attach, create pods/exec, delete pods, create secrets (no)',
  });
});
