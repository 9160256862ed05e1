import { describe, expect, test } from 'vitest';
import { majors, refusal } from './render.ts';

// What must not come as far as the cluster: each with the sentence that names value and what is allowed.

const checked: readonly (readonly [string, unknown, string])[] = [
  [
    'a delay that uses up the grace period',
    { terminationGracePeriodSeconds: 3, shutdownDelaySeconds: 3 },
    'terminationGracePeriodSeconds: 3 given, which shutdownDelaySeconds (3) uses up; allowed: more than 3',
  ],
  [
    'fewer pods at most than at least',
    { autoscaling: { enabled: true, minReplicas: 4, maxReplicas: 2 } },
    'autoscaling.maxReplicas: 2 given; allowed: at least autoscaling.minReplicas (4)',
  ],
  [
    'an autoscaler without an aim',
    { autoscaling: { enabled: true, targetCPU: 0 } },
    'autoscaling: targetCPU and targetMemory are both 0; allowed: at least one of them in percent of the requests',
  ],
  [
    'an aim in percent of nothing',
    { autoscaling: { enabled: true }, resources: { requests: { cpu: null } } },
    'resources.requests.cpu: not given, but autoscaling is in percent of it; allowed: an amount such as 100m',
  ],
  [
    'a rollout that cannot replace a pod',
    { rollout: { maxSurge: '0%', maxUnavailable: 0 } },
    'rollout: maxSurge and maxUnavailable are both 0, so no pod could ever be replaced; allowed: one of them above 0',
  ],
  [
    'an allow list for a controller that nobody knows',
    { ingress: { className: 'haproxy', allowList: ['10.0.0.0/8'] } },
    'ingress.allowList: given, but the controller is not known from ingress.className "haproxy"; allowed: ingress.controller nginx or alb',
  ],
  [
    'external secrets from nowhere',
    { secrets: { external: { keys: ['shop/db'] } } },
    'secrets.external.store.name: not given; allowed: the name of a SecretStore or ClusterSecretStore',
  ],
];

const bySchema: readonly (readonly [string, unknown, RegExp])[] = [
  ['a name that does not exist', { replica: 2 }, /replica/],
  ['a name that does not exist, further down', { ingress: { allowlist: [] } }, /ingress[\s\S]*allowlist/],
  ['a number that is none', { replicas: 'two' }, /replicas[\s\S]*integer/],
  ['a network without its length', { ingress: { allowList: ['10.0.0.1'] } }, /allowList/],
  ['a port out of range', { ports: { metrics: 70000 } }, /metrics/],
  ['a second port with the name of the first', { ports: { http: 9090 } }, /http/],
  ['a variable whose name no process takes', { env: { 'A=B': 1 } }, /A=B/],
  ['a writable root', { writablePaths: ['/'] }, /writablePaths/],
  ['a probe of another kind', { probes: { type: 'exec' } }, /probes[\s\S]*type/],
  ['a secret without its key', { secrets: { variables: { A: { secret: 'db' } } } }, /key/],
];

describe.each(majors)('Helm %i refuses', (major) => {
  test.each(checked)('%s', async (_, values, sentence) => {
    expect(await refusal(values, { major })).toContain(sentence);
  });
  test.each(bySchema)('%s', async (_, values, said) => {
    expect(await refusal(values, { major })).toMatch(said);
  });
  test('nothing of what is usual', async () => {
    expect(await refusal({}, { major })).toBe('');
  });
});
