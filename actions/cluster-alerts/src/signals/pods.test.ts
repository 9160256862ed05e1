import { describe, expect, test } from 'vitest';
import { type Case, countIn, noteConditions } from '../alerts/case.ts';
import { judge, whenTold } from '../alerts/judge.ts';
import { defaultRules } from '../rules/defaults.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import { type Before, type Containers, readPod } from './pods.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString();
const oom = { exitCode: 137, reason: 'OOMKilled', finishedAt: at(-20) };

const pod = (status: Partial<ContainerStatus>, more: Partial<Pod['status']> = {}): Pod => ({
  metadata: { name: 'index-1', namespace: 'shop', uid: 'u1', creationTimestamp: at(-86_400), labels: { app: 'index' } },
  status: { containerStatuses: [{ name: 'app', image: 'i', ready: true, restartCount: 0, ...status }], ...more },
});
const looked = (more: Partial<Before> = {}): Before => ({
  ...{ containers: new Map(), sightings: new Map(), isWhole: true, lookedAt: noon - 300_000, ...more },
});
const read = (given: Pod, containers: Containers = new Map()) =>
  readPod(given, looked({ containers }), noon).occurrences.map(({ reason, count }) => [reason, count]);

test('a container that never ended is no news', () => {
  expect(read(pod({}))).toEqual([]);
});

test('restarts since the last look count once, a lack of memory as such', () => {
  const containers: Containers = new Map([['u1/app', { ends: 2, restarts: 2, at: noon - 400_000 }]]);
  const given = pod({ restartCount: 5, state: { running: {} }, lastState: { terminated: oom } });
  expect(read(given, containers)).toEqual([
    ['Restarted', 3],
    ['OOMKilled', 1],
  ]);
  expect(containers.get('u1/app')).toEqual({ ends: 5, restarts: 5, at: noon - 20_000 });
  expect(read(given, containers)).toEqual([]);
});

test('without a look before, only the last end counts: nobody knows when the others were', () => {
  const given = pod({ restartCount: 700, lastState: { terminated: { exitCode: 1, finishedAt: at(-20) } } });
  expect(readPod(given, looked({ lookedAt: undefined }), noon).occurrences).toMatchObject([
    { reason: 'Restarted', count: 1, from: noon - 20_000, to: noon - 20_000 },
  ]);
});

test('a container that the memory had no room for is not counted anew', () => {
  const long = pod({ restartCount: 700, lastState: { terminated: { exitCode: 1, finishedAt: at(-3600) } } });
  expect(readPod(long, looked({ isWhole: false }), noon).occurrences).toEqual([]);
  const young = pod({ restartCount: 1, lastState: { terminated: oom } });
  expect(readPod(young, looked({ isWhole: false }), noon).occurrences).toHaveLength(2);
});

test('one end is one end while the container is down, waits, and runs again, and the next one is another', () => {
  const containers: Containers = new Map();
  const second = { ...oom, finishedAt: oom.finishedAt };
  const story: [Partial<ContainerStatus>, unknown][] = [
    [{ state: { terminated: oom } }, [['OOMKilled', 1]]],
    [{ state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: oom } }, []],
    [{ restartCount: 1, state: { running: {} }, lastState: { terminated: oom } }, [['Restarted', 1]]],
    // Within the same second.
    [{ restartCount: 1, state: { terminated: second }, lastState: { terminated: oom } }, [['OOMKilled', 1]]],
    [{ restartCount: 2, state: { running: {} }, lastState: { terminated: second } }, [['Restarted', 1]]],
    [{ restartCount: 2, state: { running: {} }, lastState: { terminated: second } }, []],
  ];
  for (const [status, expected] of story) expect(read(pod(status), containers)).toEqual(expected);
});

describe.each([
  ['right', 0],
  ['ten minutes ahead', 600],
  ['ten minutes behind', -600],
])('with a node whose clock is %s', (_, skew) => {
  const finishedAt = (seconds: number) => at(seconds + skew);

  test('a kill for lack of memory is counted once, between the looks that did not see it and that did', () => {
    const known = looked();
    const looks = [0, 300, 600, 900, 1200].map((seconds) => {
      const now = noon + seconds * 1000;
      const status = {
        restartCount: 1,
        state: { running: { startedAt: finishedAt(-19) } },
        lastState: { terminated: { ...oom, finishedAt: finishedAt(-20) } },
      };
      const { occurrences } = readPod(pod(status), { ...known, lookedAt: now - 300_000 }, now);
      for (const { to } of occurrences) {
        expect(to).toBeGreaterThanOrEqual(noon - 300_000);
        expect(to).toBeLessThanOrEqual(noon);
      }
      return occurrences.map(({ reason }) => reason);
    });
    expect(looks).toEqual([['Restarted', 'OOMKilled'], [], [], [], []]);
  });

  test('what holds a pod up began between two looks, and is not younger at the next', () => {
    const known = looked();
    const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: finishedAt(-90) }] as const;
    const since = [0, 300, 600].map((seconds) => {
      const now = noon + seconds * 1000;
      const given = pod({ state: { waiting: { reason: 'ImagePullBackOff' } } }, { conditions });
      return readPod(given, { ...known, lookedAt: now - 300_000 }, now).conditions[0]?.since ?? 0;
    });
    expect(since[0]).toBeGreaterThanOrEqual(noon - 300_000);
    expect(since[0]).toBeLessThanOrEqual(noon);
    expect(new Set(since).size).toBe(1);
  });

  test('a crash loop at full back-off is told at the second look at the latest', () => {
    const known = looked({ lookedAt: undefined });
    let cases = new Map<string, Case>();
    const told = [0, 600, 1200].map((seconds, look) => {
      const now = noon + seconds * 1000;
      const status = {
        restartCount: 90 + look,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        lastState: { terminated: { exitCode: 1, finishedAt: finishedAt(seconds - 200) } },
      };
      const lookedAt = look === 0 ? undefined : now - 600_000;
      const { occurrences, conditions } = readPod(pod(status), { ...known, lookedAt }, now);
      countIn(cases, occurrences, defaultRules, now);
      const judgement = judge(cases, noteConditions(cases, conditions, defaultRules, now), defaultRules, now);
      cases = new Map(whenTold(judgement.cases, judgement.news, now));
      return judgement.news.map(({ rule, state, message }) => `${state} ${rule}: ${message}`);
    });
    expect(told.flat()).toEqual(['new crash-loop: container "app" exited 1']);
    expect(told[2]).toEqual([]);
  });
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
  expect(readPod(pod({ state: waiting, ready: false }, { conditions }), looked(), noon).conditions).toEqual([
    {
      key: 'u1/ Unschedulable',
      subject: expect.anything(),
      reason: 'Unschedulable',
      message: '0/1 nodes',
      since: noon - 30_000,
    },
    {
      key: 'u1/app ImagePullBackOff',
      subject: expect.anything(),
      reason: 'ImagePullBackOff',
      message: 'container "app": not found',
      since: noon - 90_000,
    },
  ]);
});

test('a pod that waits because it is made to is not held up', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] as const;
  const starting = { waiting: { reason: 'ContainerCreating' } };
  expect(readPod(pod({ state: starting }, { conditions }), looked(), noon).conditions).toEqual([]);
});

describe('a pod that runs and is not ready', () => {
  const unready = {
    type: 'Ready',
    status: 'False' as const,
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [app]',
  };
  const running = (seconds: number) => ({
    ready: false,
    started: true,
    state: { running: { startedAt: at(seconds) } },
  });
  const conditions = (status: Partial<ContainerStatus>, since: number, more: Partial<Pod> = {}) =>
    readPod(
      {
        ...pod(status, { phase: 'Running', conditions: [{ ...unready, lastTransitionTime: at(since) }] }),
        ...more,
      } as Pod,
      looked({ lookedAt: undefined }),
      noon,
    ).conditions;

  test('is so since it was ready, or since its container began anew', () => {
    const { message } = unready;
    expect(conditions(running(-7200), -900)).toMatchObject([
      { reason: 'ContainersNotReady', message, since: noon - 900_000 },
    ]);
    expect(conditions(running(-30), -900)).toMatchObject([{ since: noon - 30_000 }]);
  });

  test.each<[string, Partial<ContainerStatus>, Partial<Pod>]>([
    ['starts', { started: false }, {}],
    ['has ended', { state: { terminated: { exitCode: 0 } } }, {}],
    ['is to end', {}, { spec: { restartPolicy: 'Never' } }],
    ['is on its way out', {}, { metadata: { name: 'index-1', deletionTimestamp: at(-5) } }],
  ])('is nothing to tell while it %s', (_, status, more) => {
    expect(conditions({ ...running(-900), ...status }, -900, more)).toEqual([]);
  });
});
