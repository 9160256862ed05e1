import { expect, test } from 'vitest';
import { countIn, noteConditions } from '../alerts/case.ts';
import { defaultRules } from '../rules/defaults.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import { readPod } from './pods.ts';
import type { Sightings } from './signal.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString();
const status = (name: string, more: Partial<ContainerStatus>): ContainerStatus => ({
  ...{ name, image: 'i', ready: false, started: false, restartCount: 0, ...more },
});
const waiting = { waiting: { reason: 'ContainerCreating' } };
const running = { running: { startedAt: at(-600) } };
const unready = { type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: at(-900) } as const;
const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: at(-1200) } as const;

const pod = (more: Partial<NonNullable<Pod['status']>> = {}, spec: Pod['spec'] = {}, metadata = {}): Pod => ({
  metadata: { name: 'index-1', namespace: 'shop', uid: 'u1', creationTimestamp: at(-86_400), ...metadata },
  spec: { nodeName: 'n1', ...spec },
  status: {
    phase: 'Pending',
    conditions: [scheduled, unready],
    containerStatuses: [status('app', { state: waiting })],
    ...more,
  },
});
const read = (given: Pod, now = noon, sightings: Sightings = new Map(), lookedAt?: number) =>
  readPod(given, { containers: new Map(), isWhole: true, sightings, lookedAt }, now).conditions;
const init = (...statuses: readonly ContainerStatus[]) => ({
  initContainerStatuses: statuses,
  containerStatuses: [status('app', { state: { waiting: { reason: 'PodInitializing' } } })],
});

test.each<[string, Pod, string]>([
  ['its container', pod(), 'container "app": ContainerCreating'],
  [
    'an init container',
    pod(init(status('wait', { state: running, started: true }))),
    'container "wait" has not ended, and others wait for it',
  ],
  [
    'an init container after a sidecar',
    pod(init(status('proxy', { state: running, started: true }), status('wait', { state: running, started: true })), {
      initContainers: [{ name: 'proxy', restartPolicy: 'Always' }],
    }),
    'container "wait" has not ended, and others wait for it',
  ],
  [
    'a startup probe that has failed for good before',
    pod({ phase: 'Running', containerStatuses: [status('app', { state: running, restartCount: 1 })] }),
    'container "app" does not start in the time that its startup probe gives it',
  ],
  ['its node', pod({ conditions: [unready], containerStatuses: [] }), 'its node has not begun with it'],
])('a pod that waits for %s has not started since it was not ready', (_, given, message) => {
  expect(read(given)).toMatchObject([{ reason: 'NotStarted', message, since: noon - 900_000 }]);
});

test('a pod that nobody has said anything of has not started since it was put on its node, or made', () => {
  expect(read(pod({ conditions: [scheduled], containerStatuses: [] }))).toMatchObject([{ since: noon - 1_200_000 }]);
  const unseen = {
    metadata: { name: 'index-1', uid: 'u1', creationTimestamp: at(-1800) },
    status: { phase: 'Pending' },
  };
  expect(read(unseen)).toMatchObject([{ message: 'no scheduler has looked at it', since: noon - 1_800_000 }]);
});

test.each<[string, Pod]>([
  ['is ready', pod({ conditions: [scheduled, { ...unready, status: 'True' }] })],
  ['is one of a Job', pod({}, { restartPolicy: 'Never' })],
  ['may end by itself', pod({}, { restartPolicy: 'OnFailure' })],
  ['has ended', pod({ phase: 'Succeeded' })],
  ['has failed', pod({ phase: 'Failed' })],
  ['is being deleted', pod({}, {}, { deletionTimestamp: at(-5) })],
  ['is made to wait', pod({ conditions: [{ ...scheduled, status: 'False', reason: 'SchedulingGated' }] })],
  [
    'has the time that its startup probe gives it',
    pod({ phase: 'Running', containerStatuses: [status('app', { state: running })] }),
  ],
  [
    'has just ended and is begun anew',
    pod({ containerStatuses: [status('app', { state: { terminated: { exitCode: 1 } } })] }),
  ],
])('a pod that %s is nothing to tell', (_, given) => {
  expect(read(given)).toEqual([]);
});

test.each([
  ['ImagePullBackOff', { state: { waiting: { reason: 'ImagePullBackOff' } } }],
  ['CrashLoopBackOff', { state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 9 }],
  ['ContainersNotReady', { state: running, started: true }],
])('a pod that is told as %s is not told as one that does not start', (reason, more) => {
  const given = pod({ phase: 'Running', containerStatuses: [status('app', more)] });
  expect(read(given).map((condition) => condition.reason)).toEqual([reason]);
});

test.each([3600, -3600])('a clock that is %i s wrong does not make a pod wait for longer, or never', (skew) => {
  const conditions = [{ ...unready, lastTransitionTime: at(-10 + skew) }];
  const sightings: Sightings = new Map();
  const since = [0, 300, 600].map((seconds) => {
    const now = noon + seconds * 1000;
    return read(pod({ conditions }), now, sightings, now - 300_000)[0]?.since ?? 0;
  });
  expect(since[0]).toBeGreaterThanOrEqual(noon - 300_000);
  expect(new Set(since).size).toBe(1);
});

test('what another rule counts of a pod is the alert about it, also when more pods have it than are listed', () => {
  const mounts = (name: string, count: number) => ({
    ...{ subject: { kind: 'Pod', name, namespace: 'shop', app: 'index' }, reason: 'FailedMount', message: 'no Secret' },
    ...{ count, from: noon - 30_000, to: noon },
  });
  const keys = (...occurrences: readonly ReturnType<typeof mounts>[]) => {
    const cases = new Map();
    countIn(cases, occurrences, defaultRules, noon);
    return [...noteConditions(cases, read(pod()), defaultRules, noon)];
  };
  const start = ['["start","shop","index"]'];
  expect(keys()).toEqual(start);
  expect(keys(mounts('index-1', 2))).toEqual(start);
  expect(keys(mounts('index-2', 3))).toEqual(start);
  expect(keys(mounts('index-1', 3))).toEqual([]);
  expect(keys(...[2, 3, 4, 5, 6].map((number) => mounts(`index-${number}`, 1)))).toEqual([]);
});
