import { connectCluster } from '@slipway/cluster';
import { testContext } from '@slipway/runner/testing';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../helm/manifest.ts';
import { ApiServer } from '../testing/api-server.ts';
import { objectsOf } from './objects.ts';
import { ObservedRelease } from './release.ts';

// What a release is judged by, from an API server that has these objects and refuses the rest as one with few rights does.

const namespace = '/namespaces/bss-dev';
const replicas = { replicas: 1, updatedReplicas: 1, availableReplicas: 1, observedGeneration: 1 };
const labels = { app: 'web' };
const meta = (name: string, more: object = {}) => ({ name, namespace: 'bss-dev', generation: 1, ...more });
const deployment = {
  metadata: meta('web', { uid: 'd' }),
  spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels } } },
  status: replicas,
};
const replicaSet = {
  metadata: meta('web-1', { uid: 'r', ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'd' }] }),
  spec: {},
};
const waitingPod = {
  metadata: meta('web-1-x', { ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1', uid: 'r' }] }),
  spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  status: { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] },
};
const conditions = [{ type: 'Ready', status: 'False', reason: 'Issuing' }];

const whole: Readonly<Record<string, unknown>> = {
  [`/apis/apps/v1${namespace}/deployments/web`]: deployment,
  [`/apis/apps/v1${namespace}/replicasets`]: { items: [replicaSet] },
  [`/api/v1${namespace}/pods`]: { items: [] },
  [`/api/v1${namespace}/events`]: { items: [] },
  [`/api/v1${namespace}/services/web`]: { metadata: meta('web'), spec: { selector: labels, ports: [{ port: 80 }] } },
  [`/apis/discovery.k8s.io/v1${namespace}/endpointslices`]: {
    items: [{ metadata: meta('web-s'), endpoints: [{ conditions: { ready: true } }], ports: [{ port: 8080 }] }],
  },
  [`/apis/autoscaling/v2${namespace}/horizontalpodautoscalers/web`]: {
    metadata: meta('web'),
    status: { conditions: [{ type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' }] },
  },
  '/apis/cert-manager.io/v1': {
    resources: [
      { name: 'certificates/status', kind: 'Certificate', namespaced: true },
      { name: 'certificates', kind: 'Certificate', namespaced: true },
      { name: 'clusterissuers', kind: 'ClusterIssuer', namespaced: false },
    ],
  },
  [`/apis/cert-manager.io/v1${namespace}/certificates/web`]: { kind: 'Certificate', metadata: meta('web') },
  '/apis/cert-manager.io/v1/clusterissuers/ca': { kind: 'ClusterIssuer', metadata: meta('ca') },
};

const all = [
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}',
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}',
  'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}',
  'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: web}',
  'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: {name: ca}',
  'apiVersion: gone.example.com/v1\nkind: Gone\nmetadata: {name: web}',
].join('\n---\n');

/** Two looks at the release, with what was asked and what was said. */
async function look(changes: Readonly<Record<string, unknown>> = {}, { manifest = all, ahead = 0 } = {}) {
  const server = await ApiServer.start({ ...whole, ...changes });
  const context = testContext({ now: () => new Date(Date.now() + ahead) });
  try {
    const cluster = await connectCluster({ kubeconfig: server.kubeconfig, context: '', signal: context.signal });
    const release = new ObservedRelease(cluster, objectsOf(readManifest(manifest, 'bss-dev')), 60_000, context);
    const verdict = await release.look();
    await release.look();
    const warnings = await release.warnings();
    release.sayWhatIsUnjudged();
    const notices = context.lines.filter(({ level }) => level === 'notice').map(({ text }) => text);
    return { verdict, warnings, notices, asked: server.asked };
  } finally {
    await server.stop();
    await context.end();
  }
}

test('all kinds have their say; what is gone or unknown to the server has none', async () => {
  const { verdict, warnings, notices, asked } = await look();
  expect(verdict).toEqual({ state: 'succeeded' });
  expect(warnings.map(({ code }) => code)).toEqual(['not-scaling']);
  expect(notices).toEqual([]);
  expect(asked).not.toContain(`/api/v1${namespace}/configmaps/web`);
  expect(asked.filter((path) => path === '/apis/cert-manager.io/v1')).toHaveLength(1);
});

test('a custom resource that is not ready holds the release up', async () => {
  const certificate = { kind: 'Certificate', metadata: meta('web'), status: { conditions } };
  const { verdict } = await look({ [`/apis/cert-manager.io/v1${namespace}/certificates/web`]: certificate });
  expect(verdict).toMatchObject({ waitingFor: ['Certificate/web is not ready: Issuing'] });
});

test('Services are asked for when the workloads are ready, not before', async () => {
  const { verdict, asked } = await look({
    [`/apis/apps/v1${namespace}/deployments/web`]: { ...deployment, status: { ...replicas, availableReplicas: 0 } },
  });
  expect(verdict).toMatchObject({ waitingFor: ['Deployment/web: 1 new and 0 available of 1'] });
  expect(asked).not.toContain(`/api/v1${namespace}/services/web`);
});

test('the claim that a pod waits for is judged, though it stands in no manifest', async () => {
  const involvedObject = { kind: 'PersistentVolumeClaim', name: 'data' };
  const message = 'storageclass.storage.k8s.io "fast" not found';
  const { verdict } = await look({
    [`/apis/apps/v1${namespace}/deployments/web`]: { ...deployment, status: { ...replicas, availableReplicas: 0 } },
    [`/api/v1${namespace}/pods`]: { items: [waitingPod] },
    [`/api/v1${namespace}/persistentvolumeclaims/data`]: {
      metadata: meta('data', { creationTimestamp: '2026-01-01T00:00:00Z' }),
      spec: { storageClassName: 'fast' },
      status: { phase: 'Pending' },
    },
    [`/api/v1${namespace}/events`]: {
      items: [{ metadata: meta('e'), reason: 'ProvisioningFailed', message, involvedObject }],
    },
  });
  expect(verdict).toMatchObject({ state: 'failed', findings: [{ code: 'volume-unbound' }] });
});

test('what the user may not read is no part of the verdict; it is asked for once, and one notice says so', async () => {
  const { verdict, warnings, notices, asked } = await look({
    [`/apis/discovery.k8s.io/v1${namespace}/endpointslices`]: 403,
    [`/apis/autoscaling/v2${namespace}/horizontalpodautoscalers/web`]: 403,
    [`/apis/cert-manager.io/v1${namespace}/certificates/web`]: 403,
  });
  expect(verdict).toEqual({ state: 'succeeded' });
  expect(warnings).toEqual([]);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toContain('Certificate, EndpointSlice, HorizontalPodAutoscaler');
  expect(asked.filter((path) => path.endsWith('/endpointslices'))).toHaveLength(1);
});

test('a cluster of before the time of a kind is not judged by it', async () => {
  const { verdict, notices } = await look({ [`/apis/discovery.k8s.io/v1${namespace}/endpointslices`]: undefined });
  expect(verdict).toEqual({ state: 'succeeded' });
  expect(notices).toHaveLength(1);
});

test('the workloads themselves have to be readable', async () => {
  await expect(look({ [`/apis/apps/v1${namespace}/deployments/web`]: 403 })).rejects.toMatchObject({
    code: 'cluster-denied',
  });
});

describe.each([
  ['ahead of the cluster', 600_000],
  ['behind it', -600_000],
])('with a runner whose clock is ten minutes %s', (_, ahead) => {
  const scheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'Insufficient cpu' };
  const since = (seconds: number) => ({
    [`/apis/apps/v1${namespace}/deployments/web`]: { ...deployment, status: { ...replicas, availableReplicas: 0 } },
    [`/api/v1${namespace}/pods`]: {
      items: [
        {
          metadata: { ...waitingPod.metadata, creationTimestamp: new Date(Date.now() - seconds * 1000).toISOString() },
          status: { phase: 'Pending', conditions: [scheduled] },
        },
      ],
    },
  });

  test('a pod that waits for a node has its grace, no more and no less', async () => {
    expect((await look(since(30), { ahead })).verdict.state).toBe('progressing');
    expect((await look(since(90), { ahead })).verdict).toMatchObject({ findings: [{ code: 'unschedulable' }] });
  });
});

describe('a Job', () => {
  const job = (spec: string) => `apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec: ${spec}`;
  const event = (reason: string, kind = 'Job') => ({
    metadata: meta('e'),
    reason,
    message: reason,
    involvedObject: { kind, name: 'migrate' },
  });
  const events = (...items: readonly object[]) => ({ [`/api/v1${namespace}/events`]: { items } });

  test.each([
    ['it completed', [event('Completed')], 'succeeded'],
    ['it failed', [event('BackoffLimitExceeded')], 'failed'],
    [
      'it began, and something else of its name completed',
      [event('SuccessfulCreate'), event('Completed', 'Pod')],
      'progressing',
    ],
  ])('that is removed when it has ended has its events: %s', async (_, items, state) => {
    const { verdict } = await look(events(...items), { manifest: job('{ttlSecondsAfterFinished: 0}') });
    expect(verdict.state).toBe(state);
  });

  test('that is not there yet is waited for', async () => {
    const { verdict } = await look(events(event('Completed')), { manifest: job('{}') });
    expect(verdict).toMatchObject({ waitingFor: ['Job/migrate: not there yet'] });
  });
});
