import { describe, expect, test } from 'vitest';
import { judge } from './judge.ts';
import type { ContainerStatus, Deployment, Event, Pod, Probe, ReplicaSet } from './objects.ts';
import { whyNotReady } from './pod.ts';
import { causeSentence, lastWordsOf } from './sentence.ts';
import type { Snapshot } from './snapshot.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const revision = (number: number) => ({ 'deployment.kubernetes.io/revision': String(number) });

const deployment = (status: Deployment['status'] = {}): Deployment => ({
  metadata: { name: 'index', uid: 'd', generation: 2, annotations: revision(2) },
  spec: { replicas: 1 },
  status: { observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1, ...status },
});
const replicaSet = (number: number, conditions: ReplicaSet['status'] = {}): ReplicaSet => ({
  metadata: {
    name: `index-${number}`,
    uid: `r${number}`,
    annotations: revision(number),
    ownerReferences: [{ kind: 'Deployment', name: 'index', uid: 'd' }],
  },
  spec: {},
  status: { replicas: 1, ...conditions },
});
const pod = (container: Partial<ContainerStatus>, given: Partial<Pod['status']> = {}): Pod => ({
  metadata: {
    name: 'index-2-x',
    creationTimestamp: '2026-11-23T11:59:50Z',
    ownerReferences: [{ kind: 'ReplicaSet', name: 'index-2', uid: 'r2' }],
  },
  status: {
    phase: 'Pending',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      { name: 'app', image: 'r.example.com/bss.index:1', ready: false, restartCount: 0, ...container },
    ],
    ...given,
  },
});
const snapshot = (pods: readonly Pod[], events: readonly Event[] = [], given: Partial<Snapshot> = {}): Snapshot => ({
  workload: { kind: 'Deployment', object: deployment() },
  replicaSets: [replicaSet(1), replicaSet(2)],
  pods,
  events: new Map([['index-2-x', events]]),
  ownEvents: [],
  now,
  since: now - 10_000,
  schedulingGrace: 60_000,
  ...given,
});
const waiting = (reason: string, message = '') => ({ state: { waiting: { reason, message } } });
const codeOf = (seen: Snapshot) => {
  const verdict = judge(seen);
  return verdict.state === 'failed' ? verdict.findings[0]?.code : verdict.state;
};
const event = (reason: string, message: string, count = 1): Event => ({
  metadata: { name: 'e' },
  reason,
  message,
  count,
});
const ended = { exitCode: 1, reason: 'Error', startedAt: '2026-11-23T11:59:51Z', finishedAt: '2026-11-23T11:59:55Z' };
const crashed = {
  restartCount: 2,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: ended },
};

describe('a pod that cannot become ready fails the rollout', () => {
  test.each<[string, Pod, Event[], string]>([
    [
      'image is not in the registry',
      pod(
        waiting(
          'ImagePullBackOff',
          'Back-off pulling image: ErrImagePull: failed to resolve reference "r.example.com/bss.index:1": r.example.com/bss.index:1: not found',
        ),
      ),
      [],
      'image-not-found',
    ],
    [
      'registry refuses the node',
      pod(
        waiting(
          'ErrImagePull',
          'failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized',
        ),
      ),
      [],
      'image-denied',
    ],
    [
      'reason stands in an event only',
      pod(waiting('ImagePullBackOff', 'Back-off pulling image')),
      [event('Failed', 'Failed to pull image: manifest unknown')],
      'image-not-found',
    ],
    ['image name is invalid', pod(waiting('InvalidImageName')), [], 'image-name-invalid'],
    [
      'ConfigMap of a variable is missing',
      pod(waiting('CreateContainerConfigError', 'configmap "x" not found')),
      [],
      'config-missing',
    ],
    [
      'Secret of a volume is missing',
      pod({}),
      [event('FailedMount', 'MountVolume.SetUp failed for volume "s" : secret "db" not found', 3)],
      'config-missing',
    ],
    ['container crashes again and again', pod(crashed), [], 'crash-loop'],
    [
      'container has ended twice, and the kubelet has not looked again',
      pod({ restartCount: 1, state: { terminated: ended }, lastState: { terminated: ended } }),
      [],
      'crash-loop',
    ],
    [
      'container is killed for its memory',
      pod({ ...crashed, lastState: { terminated: { ...ended, exitCode: 137, reason: 'OOMKilled' } } }),
      [],
      'out-of-memory',
    ],
    [
      'program is not in the image',
      pod({ ...waiting('RunContainerError', 'exec: "serve": executable file not found in $PATH') }),
      [],
      'container-cannot-start',
    ],
    [
      'startup probe failed past its settings',
      pod({ restartCount: 1, state: { running: {} } }),
      [event('Killing', 'Container app failed startup probe, will be restarted')],
      'probe-failed',
    ],
  ])('%s', (_, doomed, events, code) => {
    expect(codeOf(snapshot([doomed], events))).toBe(code);
  });

  test('an init container too', () => {
    const init: ContainerStatus = { name: 'migrate', image: 'x', ready: false, ...crashed };
    expect(codeOf(snapshot([pod(waiting('PodInitializing'), { initContainerStatuses: [init] })]))).toBe('crash-loop');
  });

  test('no node takes it, after the time an autoscaler has', () => {
    const unschedulable = pod(
      {},
      {
        containerStatuses: [],
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes are available: 3 Insufficient cpu.',
          },
        ],
      },
    );
    expect(codeOf(snapshot([unschedulable]))).toBe('progressing');
    expect(codeOf(snapshot([unschedulable], [], { now: now + 61_000 }))).toBe('unschedulable');
    const coming = event('TriggeredScaleUp', 'pod triggered scale-up: [{pool 3->4 (max: 8)}]');
    expect(codeOf(snapshot([unschedulable], [coming], { now: now + 300_000 }))).toBe('progressing');
    const never = event('NotTriggerScaleUp', "pod didn't trigger scale-up: 1 max node group size reached");
    expect(codeOf(snapshot([unschedulable], [never]))).toBe('unschedulable');
    expect(codeOf(snapshot([unschedulable], [never, coming]))).toBe('progressing');
  });

  test('but not for a claim without a volume yet, which is judged itself', () => {
    const message = '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    const scheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
    const waits = pod({}, { containerStatuses: [], conditions: [scheduled] });
    expect(codeOf(snapshot([waits], [], { now: now + 61_000 }))).toBe('progressing');
  });
});

describe('a container without a readiness probe', () => {
  const done = deployment({ replicas: 1, updatedReplicas: 1, availableReplicas: 1 });
  const runs = (startedAt: string, readinessProbe?: Probe): Pod => ({
    ...pod({ ready: true, state: { running: { startedAt } } }, { conditions: [{ type: 'Ready', status: 'True' }] }),
    spec: { containers: [{ name: 'app', ...(readinessProbe === undefined ? {} : { readinessProbe }) }] },
  });
  const stateOf = (seen: Pod) => judge(snapshot([seen], [], { workload: { kind: 'Deployment', object: done } })).state;

  test('has to run for a while before it counts', () => {
    expect(stateOf(runs('2026-11-23T11:59:57Z'))).toBe('progressing');
    expect(stateOf(runs('2026-11-23T11:59:55Z'))).toBe('succeeded');
  });

  test('that is between two starts does not count, even if the controller has not seen it', () => {
    const between = runs('2026-11-23T11:00:00Z');
    const statuses = [{ name: 'app', image: 'x', ready: false, restartCount: 0, state: { terminated: ended } }];
    expect(stateOf({ ...between, status: { ...between.status, containerStatuses: statuses } })).toBe('progressing');
  });

  test('with one, the probe decides', () => {
    expect(stateOf(runs('2026-11-23T11:59:59Z', { tcpSocket: { port: 80 } }))).toBe('succeeded');
  });
});

describe('a pod that may still become ready does not', () => {
  test.each<[string, Pod, Event[]]>([
    [
      'it starts slowly',
      pod({ started: false, state: { running: { startedAt: '2026-11-23T11:50:00Z' } } }),
      [event('Unhealthy', 'Startup probe failed: connection refused', 50)],
    ],
    [
      'its init container failed once and ended well then',
      pod(waiting('PodInitializing'), {
        initContainerStatuses: [
          {
            name: 'migrate',
            image: 'x',
            ready: true,
            restartCount: 1,
            state: { terminated: { ...ended, exitCode: 0, reason: 'Completed' } },
            lastState: { terminated: ended },
          },
        ],
      }),
      [],
    ],
    [
      'it crashed once and runs again',
      pod({ restartCount: 1, state: { running: {} }, lastState: { terminated: ended } }),
      [],
    ],
    [
      'its first start went wrong, and it runs now',
      pod({
        restartCount: 1,
        state: { running: {} },
        lastState: { terminated: { ...ended, exitCode: 128, reason: 'StartError' } },
      }),
      [],
    ],
    [
      'the registry is slow',
      pod(waiting('ImagePullBackOff', 'failed to do request: Head "https://r.example.com/v2/": dial tcp: i/o timeout')),
      [],
    ],
    [
      'the image is named like an error',
      pod({
        image: 'r.example.com/denied:1.403',
        ...waiting('ErrImagePull', 'failed to pull "r.example.com/denied:1.403": i/o timeout'),
      }),
      [],
    ],
    [
      'the cache of ConfigMaps lags behind',
      pod(waiting('CreateContainerConfigError', 'failed to sync configmap cache: timed out')),
      [],
    ],
    ['a volume was not there at the first look', pod({}), [event('FailedMount', 'configmap "x" not found')]],
    ['it was evicted and is replaced', pod({}, { phase: 'Failed', reason: 'Evicted' }), []],
  ])('%s', (_, patient, events) => {
    expect(codeOf(snapshot([patient], events))).toBe('progressing');
  });

  test('one bad pod among good ones may be the fault of its node', () => {
    const healthy: Pod = {
      ...pod({ ready: true }, { conditions: [{ type: 'Ready', status: 'True' }] }),
      metadata: { ...pod({}).metadata, name: 'index-2-y' },
    };
    const starting: Pod = { ...pod({ state: { running: {} } }), metadata: { ...pod({}).metadata, name: 'index-2-z' } };
    expect(codeOf(snapshot([pod(crashed), starting, healthy]))).toBe('progressing');
  });

  test('the pods of the version before are not looked at', () => {
    const old: Pod = {
      ...pod(crashed),
      metadata: { name: 'index-1-x', ownerReferences: [{ kind: 'ReplicaSet', name: 'index-1', uid: 'r1' }] },
    };
    expect(codeOf(snapshot([old]))).toBe('progressing');
  });
});

describe('the controller', () => {
  const withStatus = (status: Deployment['status'], sets = [replicaSet(1), replicaSet(2)]) =>
    snapshot([], [], { workload: { kind: 'Deployment', object: deployment(status) }, replicaSets: sets });
  const done = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

  test('says when all is done', () => {
    expect(codeOf(withStatus(done))).toBe('succeeded');
  });
  test('has not yet seen the change', () => {
    expect(judge(withStatus({ ...done, observedGeneration: 1 }))).toEqual({
      state: 'progressing',
      waitingFor: ['Deployment/index: not yet seen by its controller'],
    });
  });
  test('has not yet made the new ReplicaSet', () => {
    expect(codeOf(withStatus(done, [replicaSet(1)]))).toBe('progressing');
  });
  test('still has an old pod', () => {
    expect(judge(withStatus({ replicas: 2 }))).toEqual({
      state: 'progressing',
      waitingFor: ['Deployment/index: 1 new and 1 available of 1, 1 old'],
    });
  });
  test('gave up', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] as const;
    expect(codeOf(withStatus({ conditions }))).toBe('no-progress');
  });
});

describe('the cause', () => {
  const finding = {
    code: 'crash-loop',
    object: 'Pod/x',
    clause: 'container "app" exits 1 after 4.0 s',
    restarts: 3,
  } as const;

  test('is one sentence with the last words and how often', () => {
    expect(causeSentence(finding, 'Connection refused: db:5432')).toBe(
      'container "app" exits 1 after 4.0 s: "Connection refused: db:5432" (last log line); 3 restarts',
    );
    expect(causeSentence({ ...finding, restarts: 1 }, undefined)).toBe(
      'container "app" exits 1 after 4.0 s; 1 restart',
    );
  });

  test('is not a frame of a stack trace', () => {
    const log = [
      'Starting',
      'Exception in thread "main" java.lang.IllegalStateException: no',
      '\tat a.B.c(B.java:1)',
      'Caused by: java.net.ConnectException: Connection refused',
      '\tat d.E.f(E.java:2)',
      '\t... 12 more',
    ];
    expect(lastWordsOf(log)).toBe('Caused by: java.net.ConnectException: Connection refused');
    expect(lastWordsOf([])).toBeUndefined();
  });
});

describe('until the controller has seen a change, pods of the version before prove nothing', () => {
  const labels = { 'controller-revision-hash': 'old', 'pod-template-generation': '1' };
  const old = pod(crashed);
  const ownedBy = (kind: string): Pod => ({
    ...old,
    metadata: { ...old.metadata, labels, ownerReferences: [{ kind, name: 'index', uid: 'd' }] },
  });
  const metadata = { name: 'index', uid: 'd', generation: 3 };
  const annotations = { 'deprecated.daemonset.template.generation': '1' };
  const status = { updateRevision: 'old', currentRevision: 'old', desiredNumberScheduled: 1 };
  test.each<[string, (observedGeneration: number) => Partial<Snapshot>]>([
    [
      'Deployment',
      (observedGeneration) => ({
        workload: {
          kind: 'Deployment',
          object: {
            ...deployment(),
            metadata: { ...deployment().metadata, generation: 3 },
            status: { observedGeneration },
          },
        },
        pods: [old],
      }),
    ],
    [
      'StatefulSet',
      (observedGeneration) => ({
        workload: { kind: 'StatefulSet', object: { metadata, spec: {}, status: { ...status, observedGeneration } } },
        pods: [ownedBy('StatefulSet')],
      }),
    ],
    [
      'DaemonSet',
      (observedGeneration) => ({
        workload: {
          kind: 'DaemonSet',
          object: { metadata: { ...metadata, annotations }, spec: {}, status: { ...status, observedGeneration } },
        },
        pods: [ownedBy('DaemonSet')],
      }),
    ],
  ])('%s', (_, given) => {
    expect(codeOf(snapshot([], [], given(2)))).toBe('progressing');
    expect(codeOf(snapshot([], [], given(3)))).toBe('crash-loop');
  });
});

describe('what is not to be rolled out by itself', () => {
  const set = (spec: object, status: object): Snapshot['workload'] => ({
    kind: 'StatefulSet',
    object: {
      metadata: { name: 'db', generation: 1 },
      spec: { replicas: 3, ...spec },
      status: { observedGeneration: 1, updateRevision: 'new', currentRevision: 'old', ...status },
    },
  });
  const partition = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } };
  test.each<[string, Snapshot['workload'], string]>([
    [
      'a StatefulSet with OnDelete',
      set({ updateStrategy: { type: 'OnDelete' } }, { availableReplicas: 3 }),
      'succeeded',
    ],
    [
      'the same with a pod that is away',
      set({ updateStrategy: { type: 'OnDelete' } }, { availableReplicas: 2 }),
      'progressing',
    ],
    ['a partition that is reached', set(partition, { updatedReplicas: 1, availableReplicas: 3 }), 'succeeded'],
    ['a partition that is not', set(partition, { updatedReplicas: 0, availableReplicas: 3 }), 'progressing'],
    [
      'a Deployment that is paused',
      { kind: 'Deployment', object: { ...deployment({ updatedReplicas: 0 }), spec: { replicas: 1, paused: true } } },
      'succeeded',
    ],
  ])('%s', (_, workload, state) => {
    expect(judge(snapshot([], [], { workload, replicaSets: [] })).state).toBe(state);
  });
});

test.each([
  ['ConfigMap', 'configmap references non-existent config key: app.yml'],
  ['Secret', 'references non-existent secret key: app.yml'],
])('a key that a volume names and its %s lacks is proof, in the words of the kubelet', (kind, words) => {
  const message = `MountVolume.SetUp failed for volume "c" : ${words}`;
  const seen = judge(snapshot([pod(waiting('ContainerCreating'))], [event('FailedMount', message, 2)]));
  expect(seen).toMatchObject({
    state: 'failed',
    findings: [{ code: 'config-missing', clause: `a volume needs key "app.yml" of a ${kind} that does not have it` }],
  });
});

test('a mount that failed is why a container is not made, but not why its image does not come', () => {
  const mount = event('FailedMount', 'timed out waiting for the condition');
  const why = (reason: string, message = '') => whyNotReady(pod(waiting(reason, message)), [mount]).why;
  expect(why('ContainerCreating')).toBe('timed out waiting for the condition');
  expect(why('ImagePullBackOff', 'i/o timeout')).toBe('ImagePullBackOff: i/o timeout');
});

test('a Deployment that is paused is not condemned by pods that crash', () => {
  const object: Deployment = { ...deployment(), spec: { replicas: 1, paused: true } };
  expect(judge(snapshot([pod(crashed)], [], { workload: { kind: 'Deployment', object } })).state).toBe('succeeded');
});

test('pods of a DaemonSet are known by the template, which another change of its spec leaves as it is, and by their owner', () => {
  const workload = (spec: object = {}, status: object = {}): Snapshot['workload'] => ({
    kind: 'DaemonSet',
    object: {
      metadata: {
        name: 'd',
        uid: 'd',
        generation: 3,
        annotations: { 'deprecated.daemonset.template.generation': '2' },
      },
      spec,
      status: { observedGeneration: 3, desiredNumberScheduled: 1, ...status },
    },
  });
  const of = (generation: string, uid: string): Pod => {
    const own = pod(crashed);
    const labels = { 'pod-template-generation': generation };
    return { ...own, metadata: { ...own.metadata, labels, ownerReferences: [{ kind: 'DaemonSet', name: 'd', uid }] } };
  };
  expect(codeOf(snapshot([of('2', 'd')], [], { workload: workload() }))).toBe('crash-loop');
  expect(codeOf(snapshot([of('3', 'd')], [], { workload: workload() }))).toBe('progressing');
  expect(codeOf(snapshot([of('2', 'other')], [], { workload: workload() }))).toBe('progressing');
  // With OnDelete pods are replaced by hand.
  const byHand = workload({ updateStrategy: { type: 'OnDelete' } }, { numberAvailable: 1 });
  expect(codeOf(snapshot([], [], { workload: byHand }))).toBe('succeeded');
});

test('what is said about the image of a sidecar condemns no other container', () => {
  const pullError = {
    ...event('Failed', 'Failed to pull image "r.example.com/side:1": not found'),
    involvedObject: { fieldPath: 'spec.containers{side}' },
  };
  expect(codeOf(snapshot([pod(waiting('ImagePullBackOff', 'i/o timeout'))], [pullError]))).toBe('progressing');
});

test.each([
  ['2026-11-23T11:59:51Z', 'at once'],
  // A process of some milliseconds, started right before the clock's next second.
  ['2026-11-23T11:59:52Z', 'at once'],
  ['2026-11-23T11:59:53Z', 'after 2.0 s'],
])('times of the kubelet have whole seconds: from 11:59:51Z to %s is %s', (finishedAt, duration) => {
  const state = {
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { ...ended, finishedAt } },
  };
  const clause = `container "app" exits 1 ${duration}`;
  expect(judge(snapshot([pod({ restartCount: 2, ...state })]))).toMatchObject({ findings: [{ clause }] });
});
