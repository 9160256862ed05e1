import { connectCluster } from '@slipway/cluster';
import { testContext } from '@slipway/runner/testing';
import { expect, test } from 'vitest';
import { objectsOf } from './cluster/objects.ts';
import { readManifest } from './helm/manifest.ts';
import { ApiServer } from './testing/api-server.ts';
import { watchRollout } from './watch.ts';

// What is said when the time is up.

const namespace = '/namespaces/bss-dev';
const meta = (name: string) => ({ name, namespace: 'bss-dev', generation: 1 });
const labels = { app: 'db' };
const ownerReferences = [{ kind: 'StatefulSet', name: 'db', uid: 's' }];
const waiting = {
  metadata: { ...meta('db-0'), labels: { 'controller-revision-hash': 'r' }, ownerReferences },
  spec: { volumes: [{ persistentVolumeClaim: { claimName: 'data-db-0' } }] },
  status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: 'unbound' }] },
};
const certificate = {
  kind: 'Certificate',
  metadata: meta('db'),
  status: { conditions: [{ type: 'Ready', status: 'False', reason: 'Issuing' }] },
};
const certificates = { resources: [{ name: 'certificates', kind: 'Certificate', namespaced: true }] };
const autoscaler = {
  metadata: meta('db'),
  status: { conditions: [{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' }] },
};
const statefulSet = (availableReplicas: number) => ({
  metadata: { ...meta('db'), uid: 's' },
  spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels } } },
  status: { observedGeneration: 1, updatedReplicas: 1, availableReplicas, updateRevision: 'r', currentRevision: 'r' },
});

const manifest = [
  'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}',
  'apiVersion: v1\nkind: Service\nmetadata: {name: db}',
  'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: db}',
  'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: db}',
].join('\n---\n');

async function watch(objects: Readonly<Record<string, unknown>>) {
  const server = await ApiServer.start({ [`/api/v1${namespace}/events`]: { items: [] }, ...objects });
  let moment = Date.now();
  // Each look at the clock is a second later.
  const now = () => {
    moment += 1000;
    return new Date(moment);
  };
  const context = testContext({ now });
  try {
    const cluster = await connectCluster({ kubeconfig: server.kubeconfig, context: '', signal: context.signal });
    const settings = { timeout: 2000, healthUrl: '', bakeTime: 0, maxRestarts: 0, schedulingGrace: 60_000 };
    return await watchRollout(cluster, objectsOf(readManifest(manifest, 'bss-dev')), settings, context);
  } finally {
    await server.stop();
    await context.end();
  }
}

test('first the claim, then the pod that waits for it, then what else is missing; the autoscaler apart', async () => {
  const { findings, warnings } = await watch({
    [`/apis/apps/v1${namespace}/statefulsets/db`]: statefulSet(0),
    [`/api/v1${namespace}/pods`]: { items: [waiting] },
    [`/api/v1${namespace}/persistentvolumeclaims/data-db-0`]: { metadata: meta('data-db-0') },
    '/apis/cert-manager.io/v1': certificates,
    [`/apis/cert-manager.io/v1${namespace}/certificates/db`]: certificate,
    [`/apis/autoscaling/v2${namespace}/horizontalpodautoscalers/db`]: autoscaler,
  });
  expect(findings.map(({ code, object }) => [code, object])).toEqual([
    ['volume-unbound', 'PersistentVolumeClaim/data-db-0'],
    ['timeout', 'StatefulSet/db'],
    ['not-ready', 'Certificate/db'],
  ]);
  expect(findings[0]?.clause).toBe(
    'not complete within 2.0 s: PersistentVolumeClaim/data-db-0 is not bound: the cluster does not say why',
  );
  expect(warnings.map(({ code }) => code)).toEqual(['not-scaling']);
});

test('a Service that leads nowhere, though all pods are ready', async () => {
  const { findings } = await watch({
    [`/apis/apps/v1${namespace}/statefulsets/db`]: statefulSet(1),
    [`/api/v1${namespace}/pods`]: { items: [] },
    [`/api/v1${namespace}/services/db`]: { metadata: meta('db'), spec: { selector: { app: 'bd' } } },
    [`/apis/discovery.k8s.io/v1${namespace}/endpointslices`]: { items: [] },
  });
  expect(findings).toEqual([
    {
      ...{ code: 'no-endpoints', namespace: 'bss-dev' },
      object: 'Service/db',
      clause:
        'not complete within 2.0 s: Service/db has no ready endpoint: its selector app=bd fits no workload of this release',
    },
  ]);
});

test('a workload that never comes', async () => {
  expect((await watch({})).findings).toEqual([
    { code: 'timeout', object: 'StatefulSet/db', clause: 'not complete within 2.0 s: StatefulSet/db: not there yet' },
  ]);
});
