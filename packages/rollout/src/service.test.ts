import { expect, test } from 'vitest';
import { type EndpointSlice, judgeService, type Service } from './service.ts';
import type { Workload } from './snapshot.ts';

const namespace = 'bss-dev';
const service = (spec: Partial<Service['spec']> = {}): Service => ({
  metadata: { name: 'web', namespace },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
});
const deployment = (
  replicas: number,
  labels: Record<string, string> = { app: 'web' },
  where = namespace,
): Workload => ({
  kind: 'Deployment',
  object: { metadata: { name: 'web', namespace: where }, spec: { replicas, template: { metadata: { labels } } } },
});
const daemonSet = (desiredNumberScheduled: number): Workload => ({
  kind: 'DaemonSet',
  object: {
    metadata: { name: 'web', namespace },
    spec: { template: { metadata: { labels: { app: 'web' } } } },
    status: { desiredNumberScheduled },
  },
});
const job: Workload = {
  kind: 'Job',
  object: { metadata: { name: 'web', namespace }, spec: { template: { metadata: { labels: { app: 'web' } } } } },
};
const elsewhere = deployment(1, { app: 'web' }, 'other');
const slice = (ready: boolean | null | undefined, ports: EndpointSlice['ports'] = [{ port: 8080 }]): EndpointSlice => ({
  metadata: { name: 's' },
  endpoints: [{ conditions: ready === undefined ? {} : { ready } }],
  ports,
});
const empty: EndpointSlice = { metadata: { name: 's' }, endpoints: null, ports: null };

test.each<[string, Service, EndpointSlice[], Workload[], 'succeeded' | 'progressing']>([
  ['leads to a ready pod', service(), [empty, slice(true)], [deployment(1)], 'succeeded'],
  ['leads to a pod that says nothing', service(), [slice(undefined)], [deployment(1)], 'succeeded'],
  ['leads to a pod whose readiness is null', service(), [slice(null)], [deployment(1)], 'succeeded'],
  ['leads to a pod of another release', service(), [slice(true)], [], 'succeeded'],
  ['has its pods, and its endpoints are not written yet', service(), [], [deployment(1)], 'progressing'],
  ['leads to a pod that is not ready', service(), [slice(false)], [deployment(1)], 'progressing'],
  ['asks for a port that no container has', service(), [slice(true, null)], [deployment(1)], 'progressing'],
  ['is headless and has no ports', service({ ports: [] }), [slice(true, [])], [deployment(1)], 'succeeded'],
  ['is an alias', service({ type: 'ExternalName' }), [], [deployment(1)], 'succeeded'],
  ['has an empty selector', service({ selector: {} }), [], [deployment(1)], 'succeeded'],
  ['leads to a Deployment of no replicas', service(), [empty], [deployment(0)], 'succeeded'],
  ['leads to a DaemonSet that no node takes', service(), [empty], [daemonSet(0)], 'succeeded'],
  ['leads to a DaemonSet that a node takes', service(), [empty], [daemonSet(1)], 'progressing'],
  ['leads to a Job that is done', service(), [empty], [job], 'succeeded'],
  ['fits no workload', service({ selector: { app: 'wbe' } }), [empty], [deployment(1)], 'progressing'],
  ['fits one of two, which wants none', service(), [], [deployment(0), deployment(1, { app: 'db' })], 'succeeded'],
  [
    'has a label that pods get while they run',
    service({ selector: { app: 'web', role: 'replica' } }),
    [empty],
    [deployment(1)],
    'succeeded',
  ],
  ['is all there is in the release', service(), [], [], 'succeeded'],
  ['fits a workload of another namespace only', service(), [], [elsewhere], 'succeeded'],
])('a Service that %s', (_, given, slices, workloads, expected) => {
  expect(judgeService({ service: given, slices }, workloads).state).toBe(expected);
});

test('without a selector somebody else writes the endpoints', () => {
  const { selector: _, ...spec } = service().spec;
  expect(judgeService({ service: { ...service(), spec }, slices: [] }, [deployment(1)]).state).toBe('succeeded');
});

test('what is missing is said', () => {
  const clauseOf = (given: Service, slices: EndpointSlice[]) => {
    const verdict = judgeService({ service: given, slices }, [deployment(1)]);
    return verdict.state === 'progressing' ? verdict.suspects?.[0]?.clause : verdict.state;
  };
  expect(clauseOf(service({ selector: { app: 'wbe' } }), [])).toBe(
    'Service/web has no ready endpoint: its selector app=wbe fits no workload of this release',
  );
  expect(clauseOf(service(), [slice(true, [])])).toBe(
    'Service/web has no ready endpoint with a port: no container of its pods names a port "http"',
  );
  expect(clauseOf(service(), [])).toBe('Service/web has no ready endpoint');
});
