import { describe, expect, test } from 'vitest';
import { judge } from './judge.ts';
import type { Deployment, Event, Pod, ReplicaSet } from './objects.ts';
import type { Snapshot, Workload } from './snapshot.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const quota = 'pods "index-2-x" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2';
const webhook =
  'Internal error occurred: failed calling webhook "validate.example.com": failed to call webhook: Post "https://w.svc/": dial tcp: connection refused';
const account =
  'pods "index-2-" is forbidden: error looking up service account bss-dev/index: serviceaccount "index" not found';
const security = 'pods "index-2-x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true';
const denied = 'admission webhook "policy.example.com" denied the request: image is not signed';

const pod = (metadata: Partial<Pod['metadata']> = {}): Pod => ({
  metadata: { name: 'index-1-x', ownerReferences: [{ kind: 'ReplicaSet', name: 'index-1', uid: 'r1' }], ...metadata },
});

type Given = Deployment['spec'] & { readonly pods?: readonly Pod[]; readonly isUpdate?: boolean };

/** A Deployment whose new ReplicaSet is refused its pods, for so many seconds. */
function refused(message: string, seconds: number, { pods = [], isUpdate = false, ...spec }: Given = {}): Snapshot {
  const revision = { 'deployment.kubernetes.io/revision': '2' };
  const object: Deployment = {
    metadata: { name: 'index', uid: 'd', generation: 2, annotations: revision },
    spec: { replicas: 1, ...spec },
    status: { observedGeneration: 2, replicas: 0 },
  };
  const replicaSet: ReplicaSet = {
    metadata: {
      name: 'index-2',
      uid: 'r2',
      annotations: revision,
      ownerReferences: [{ kind: 'Deployment', name: 'index', uid: 'd' }],
    },
    spec: {},
    status: {
      replicas: 0,
      conditions: [{ type: 'ReplicaFailure', status: 'True', message, lastTransitionTime: ago(seconds) }],
    },
  };
  const before = { ...replicaSet, metadata: { ...replicaSet.metadata, name: 'index-1', uid: 'r1', annotations: {} } };
  const workload = { kind: 'Deployment', object } as const;
  return {
    workload,
    replicaSets: isUpdate ? [replicaSet, before] : [replicaSet],
    pods,
    events: new Map(),
    ownEvents: [],
    now,
    since: now - 300_000,
    schedulingGrace: 60_000,
  };
}

const stateOf = (snapshot: Snapshot) => {
  const verdict = judge(snapshot);
  return verdict.state === 'failed' ? verdict.findings[0]?.code : verdict.state;
};

describe('what the cluster answers to a new pod of a Deployment', () => {
  test.each([
    ['a policy says no', security, 0, 'refused-by-cluster'],
    ['a webhook says no', denied, 0, 'refused-by-cluster'],
    ['a webhook does not answer, perhaps because it is being replaced', webhook, 59, 'progressing'],
    ['a webhook does not answer for a minute', webhook, 61, 'refused-by-cluster'],
    ['a service account is not known yet', account, 9, 'progressing'],
    ['a service account is not there', account, 11, 'refused-by-cluster'],
    ['a quota is used up, as far as is counted yet', quota, 3, 'progressing'],
    ['a quota is used up', quota, 5, 'refused-by-cluster'],
  ])('%s', (_, message, seconds, state) => {
    expect(stateOf(refused(message, seconds))).toBe(state);
  });

  test.each([
    ['an old pod is ending', { pods: [pod({ deletionTimestamp: ago(1) })] }, 'progressing'],
    ['an old pod will be taken away', { pods: [pod()], replicas: 4 }, 'progressing'],
    ['all old pods go first', { pods: [pod()], strategy: { type: 'Recreate' } }, 'progressing'],
    ['one may be missing', { pods: [pod()], strategy: { rollingUpdate: { maxUnavailable: 1 } } }, 'progressing'],
    ['the old one is just gone', { strategy: { rollingUpdate: { maxUnavailable: 1 } } }, 'progressing'],
    ['none may be missing', { strategy: { rollingUpdate: { maxUnavailable: 0 } } }, 'refused-by-cluster'],
    ['a quarter of one is none', { pods: [pod()] }, 'refused-by-cluster'],
  ])('a quota is used up, and %s', (_, given, state) => {
    expect(stateOf(refused(quota, 40, { isUpdate: true, ...given }))).toBe(state);
    expect(stateOf(refused(quota, 91, { isUpdate: true, ...given }))).toBe('refused-by-cluster');
  });
});

describe.each(['StatefulSet', 'DaemonSet', 'Job'] as const)('of a %s, of which only events tell', (kind) => {
  const event = (message: string, given: Partial<Event> = {}): Event => ({
    metadata: { name: 'e' },
    reason: 'FailedCreate',
    message,
    count: 4,
    lastTimestamp: ago(1),
    ...given,
  });
  const seen = (given: Partial<Snapshot>): Snapshot => ({
    workload: {
      kind,
      object: {
        metadata: { name: 'index', uid: 's', generation: 1 },
        spec: {},
        status: { observedGeneration: 1, desiredNumberScheduled: 1, updateRevision: 'b', currentRevision: 'a' },
      },
    } as Workload,
    replicaSets: [],
    pods: [],
    events: new Map(),
    ownEvents: [event(security)],
    now,
    since: now - 10_000,
    schedulingGrace: 60_000,
    ...given,
  });

  test.each([
    ['again and again', {}, 'refused-by-cluster'],
    ['once', { ownEvents: [event(security, { count: 1 })] }, 'progressing'],
    ['before this rollout', { ownEvents: [event(security, { lastTimestamp: ago(11) })] }, 'progressing'],
    ['for the moment', { ownEvents: [event(webhook)] }, 'progressing'],
    ['for longer than a moment', { ownEvents: [event(webhook)], since: now - 61_000 }, 'refused-by-cluster'],
  ] as const)('it is refused %s', (_, given, state) => {
    expect(stateOf(seen(given))).toBe(state);
  });
});
