import { expect, test } from 'vitest';
import type { ContainerStatus, Pod } from './objects.ts';
import { type Containers, readPod } from './pods.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString();
const oom = { exitCode: 137, reason: 'OOMKilled', finishedAt: at(-20) };

const pod = (status: Partial<ContainerStatus>, more: Partial<Pod['status']> = {}): Pod => ({
  metadata: { name: 'index-1', namespace: 'shop', uid: 'u1', creationTimestamp: at(-86_400), labels: { app: 'index' } },
  status: { containerStatuses: [{ name: 'app', image: 'i', ready: true, restartCount: 0, ...status }], ...more },
});
const read = (given: Pod, containers: Containers = new Map(), lookedAt: number | undefined = noon - 300_000) =>
  readPod(given, containers, lookedAt, noon).occurrences.map(({ reason, count }) => [reason, count]);

test('a container that never ended is no news', () => {
  expect(read(pod({}))).toEqual([]);
});

test('restarts since the last look count once, a lack of memory as such', () => {
  const containers: Containers = new Map([['u1/app', { restarts: 2, ended: noon - 400_000 }]]);
  const given = pod({ restartCount: 5, lastState: { terminated: oom } });
  expect(read(given, containers)).toEqual([
    ['Restarted', 3],
    ['OOMKilled', 1],
  ]);
  expect(containers.get('u1/app')).toEqual({ restarts: 5, ended: noon - 20_000 });
  expect(read(given, containers)).toEqual([]);
});

test('without a look before, only the last end counts: nobody knows when the others were', () => {
  const given = pod({ restartCount: 700, lastState: { terminated: { exitCode: 1, finishedAt: at(-20) } } });
  expect(readPod(given, new Map(), undefined, noon).occurrences).toMatchObject([
    { reason: 'Restarted', count: 1, from: noon - 20_000, to: noon - 20_000 },
  ]);
});

test('a container that the memory had no room for is not counted anew', () => {
  expect(read(pod({ restartCount: 700, lastState: { terminated: { exitCode: 1, finishedAt: at(-3600) } } }))).toEqual(
    [],
  );
});

test('a container that ran out of memory and is not restarted counts too', () => {
  const given = pod({ state: { terminated: oom } });
  const containers: Containers = new Map();
  expect(read(given, containers)).toEqual([['OOMKilled', 1]]);
  expect(read(given, containers)).toEqual([]);
});

test('what holds a pod up, and since when', () => {
  const waiting = { waiting: { reason: 'ErrImagePull', message: 'not found' } };
  const conditions = [
    { type: 'Ready', status: 'False', lastTransitionTime: at(-90) },
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/1 nodes',
      lastTransitionTime: at(-30),
    },
  ] as const;
  expect(readPod(pod({ state: waiting, ready: false }, { conditions }), new Map(), undefined, noon).conditions).toEqual(
    [
      { subject: expect.anything(), reason: 'Unschedulable', message: '0/1 nodes', since: noon - 30_000 },
      {
        subject: expect.anything(),
        reason: 'ImagePullBackOff',
        message: 'container "app": not found',
        since: noon - 90_000,
      },
    ],
  );
});

test('a pod that waits because it is made to is not held up', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] as const;
  const starting = { waiting: { reason: 'ContainerCreating' } };
  expect(readPod(pod({ state: starting }, { conditions }), new Map(), undefined, noon).conditions).toEqual([]);
});
