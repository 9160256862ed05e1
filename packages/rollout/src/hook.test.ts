import { describe, expect, test } from 'vitest';
import { failedHook, type Hook, hooksOf, judgeHook, lateHook, type SeenHook } from './hook.ts';
import type { ContainerStatus, Job, Pod } from './objects.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const times = { now, schedulingGrace: 60_000 };
const job: Hook = {
  kind: 'Job',
  name: 'migrate',
  namespace: 'bss-dev',
  event: 'pre-upgrade',
  isRemovedWhenFailed: false,
};
const plainPod: Hook = { ...job, kind: 'Pod' };
const subject = 'hook Job/migrate (pre-upgrade)';
const failure = { pod: 'migrate-x', container: 'work', restarts: 0, clause: 'container "work" exits 1 at once' };

describe('the hooks of an operation', () => {
  const object = (kind: string, apiVersion: string, hook: string) => ({
    ...{ kind, name: 'migrate', namespace: 'bss-dev' },
    object: { apiVersion, kind, metadata: { name: 'migrate', annotations: { 'helm.sh/hook': hook } } },
  });

  test.each<[string, string, string, string]>([
    ['Job', 'batch/v1', 'pre-install, pre-upgrade', 'pre-upgrade'],
    ['Job', 'batch/v1', 'post-upgrade,pre-upgrade', 'pre-upgrade, post-upgrade'],
    ['Pod', 'v1', 'post-upgrade', 'post-upgrade'],
    ['Job', 'batch/v1', 'pre-install,test', ''],
    ['Job', 'batch.volcano.sh/v1', 'pre-upgrade', ''],
    ['ConfigMap', 'v1', 'pre-upgrade', ''],
  ])('%s of %s for "%s"', (kind, apiVersion, hook, events) => {
    const hooks = hooksOf([object(kind, apiVersion, hook)], 'upgrade');
    expect(hooks.map(({ event }) => event).join(', ')).toBe(events);
  });

  test.each([
    ['before-hook-creation, hook-failed', true],
    ['hook-succeeded', false],
  ])('removed when it fails by the policy "%s": %s', (policy, expected) => {
    const annotations = { 'helm.sh/hook': 'pre-upgrade', 'helm.sh/hook-delete-policy': policy };
    const given = object('Job', 'batch/v1', 'pre-upgrade');
    const hooks = hooksOf([{ ...given, object: { ...given.object, metadata: { annotations } } }], 'upgrade');
    expect(hooks.map(({ isRemovedWhenFailed }) => isRemovedWhenFailed)).toEqual([expected]);
  });
});

describe('a hook that is a Job', () => {
  const pod = (status: Pod['status']): Pod => ({
    metadata: { name: 'migrate-x', ownerReferences: [{ kind: 'Job', name: 'migrate', uid: 'j' }] },
    status: { phase: 'Pending', ...status },
  });
  const container = (given: Partial<ContainerStatus>): Pod['status'] => ({
    containerStatuses: [{ name: 'work', image: 'r/a:1', ready: false, restartCount: 0, ...given }],
  });
  const seen = (pods: readonly Pod[], status: Job['status'] = {}): SeenHook => ({
    kind: 'Job',
    snapshot: {
      ...{ workload: { kind: 'Job', object: { metadata: { name: 'migrate', uid: 'j' }, spec: {}, status } }, pods },
      ...{ replicaSets: [], events: new Map(), ownEvents: [], since: now, ...times },
    },
  });
  const ended = (exitCode: number) => container({ restartCount: 2, state: { terminated: { exitCode } } });
  const over = { conditions: [{ type: 'Failed', status: 'True', message: 'It took too long' }] } as const;
  const reason = 'ErrImagePull';
  const cases: readonly [string, SeenHook, string][] = [
    ['that runs', seen([pod(container({ state: { running: {} } }))]), 'progressing'],
    ['whose pods failed and may be tried again', seen([pod(ended(1))]), 'progressing'],
    ['that is complete', seen([], { conditions: [{ type: 'Complete', status: 'True' }] }), 'succeeded'],
    [
      'whose image is not there',
      seen([pod(container({ state: { waiting: { reason, message: 'not found' } } }))]),
      `image-not-found ${subject}: container "work": image "r/a:1" is not in the registry`,
    ],
    ['that has failed', seen([pod(ended(1))], over), `hook-failed ${subject}: container "work" exits 1`],
    ['that has failed without a pod', seen([], over), `job-failed ${subject} failed: It took too long`],
  ];

  test.each(cases)('%s', (_, look, expected) => {
    const verdict = judgeHook(job, look);
    const [finding] = verdict.state === 'failed' ? verdict.findings : [];
    expect(finding ? `${finding.code} ${finding.clause}` : verdict.state).toBe(expected);
  });

  test('whose pods are gone, but were seen to fail', () => {
    expect(judgeHook(job, seen([], over), failure)).toEqual({ state: 'failed', findings: [failedHook(job, failure)] });
    expect(failedHook(job, failure)).toEqual({
      ...{ code: 'hook-failed', object: 'Job/migrate', namespace: 'bss-dev', pod: 'migrate-x', container: 'work' },
      ...{ restarts: 0, clause: `${subject}: container "work" exits 1 at once` },
    });
  });

  test('for which the time was too short', () => {
    const waiting = container({ state: { waiting: { reason: 'ContainerCreating' } } });
    expect(lateHook(job, seen([])).clause).toBe(`${subject} is not complete in time`);
    const runs = container({ ready: true, state: { running: {} } });
    expect(lateHook(job, seen([pod(runs)]))).toMatchObject({
      ...{ code: 'timeout', pod: 'migrate-x', container: 'work' },
      clause: `${subject} is not complete in time`,
    });
    expect(lateHook(job, seen([pod(waiting)]))).toMatchObject({
      ...{ code: 'timeout', pod: 'migrate-x', container: 'work' },
      clause: `${subject} is not complete in time: ContainerCreating`,
    });
  });
});

describe('a hook that is a plain pod', () => {
  const crash = (exitCode: number): Pod['status'] => ({
    phase: 'Running',
    containerStatuses: [
      { name: 'work', image: 'i', ready: false, restartCount: 1, state: { terminated: { exitCode } } },
    ],
  });
  const of = (status: Pod['status'], restartPolicy: 'Always' | 'OnFailure' | 'Never' = 'Never'): SeenHook => ({
    ...{ kind: 'Pod', events: [], times },
    pod: { metadata: { name: 'migrate' }, spec: { restartPolicy }, ...(status && { status }) },
  });

  test.each<[string, SeenHook, string]>([
    ['that has succeeded', of({ phase: 'Succeeded' }), 'succeeded'],
    ['that runs', of({ phase: 'Running' }), 'progressing'],
    ['that has failed', of({ ...crash(1), phase: 'Failed' }), 'hook-failed container "work" exits 1'],
    ['that was evicted', of({ phase: 'Failed', message: 'low on disk' }), 'hook-failed failed: low on disk'],
    ['that is tried again', of(crash(1), 'OnFailure'), 'progressing'],
    ['that crashes and crashes', of(crash(1), 'Always'), 'crash-loop container "work" exits 1'],
    [
      'that is started again although it ends well',
      of(crash(0), 'Always'),
      'hook-failed container "work" ends well and is started again: a hook needs restartPolicy Never or OnFailure',
    ],
  ])('%s', (_, look, expected) => {
    const verdict = judgeHook(plainPod, look);
    const [finding] = verdict.state === 'failed' ? verdict.findings : [];
    const clause = finding?.clause.replace(/^hook Pod\/migrate \(pre-upgrade\):? /, '');
    expect(finding ? `${finding.code} ${clause}` : verdict.state).toBe(expected);
  });
});
