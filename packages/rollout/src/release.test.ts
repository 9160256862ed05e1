import { describe, expect, test } from 'vitest';
import { judgeRelease, judgeServices, type ReleaseSnapshot } from './release.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const release = (given: Partial<ReleaseSnapshot>): ReleaseSnapshot => ({
  workloads: [],
  claims: [],
  customResources: [],
  promisedSecrets: [],
  now,
  schedulingGrace: 60_000,
  ...given,
});

test('a release of nothing to wait for is good', () => {
  expect(judgeRelease(release({}))).toEqual({ state: 'succeeded' });
  expect(judgeServices([], release({}))).toEqual({ state: 'succeeded' });
});

test('a workload that is not there yet is waited for', () => {
  expect(judgeRelease(release({ workloads: [{ object: 'Deployment/web', snapshot: undefined }] }))).toMatchObject({
    waitingFor: ['Deployment/web: not there yet'],
  });
});

describe('a claim is the cause of a pod that waits for it', () => {
  const metadata = { name: 'data', creationTimestamp: '2026-11-23T11:00:00Z' };
  const event = {
    metadata: { name: 'e' },
    reason: 'ProvisioningFailed',
    message: 'storageclass.storage.k8s.io "fast" not found',
  };
  const verdictOn = (whyUnscheduled: string) => {
    const labels = { 'controller-revision-hash': 'r' };
    const ownerReferences = [{ kind: 'StatefulSet', name: 'db', uid: 's' }];
    const scheduled = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: whyUnscheduled,
    } as const;
    const pod = {
      metadata: { ...metadata, name: 'db-0', labels, ownerReferences },
      status: { conditions: [scheduled] },
    };
    const object = {
      metadata: { name: 'db', uid: 's' },
      spec: {},
      status: { observedGeneration: 1, updateRevision: 'r' },
    };
    const workload = { kind: 'StatefulSet', object } as const;
    const snapshot = {
      workload,
      pods: [pod],
      replicaSets: [],
      events: new Map(),
      ownEvents: [],
      now,
      since: now,
      schedulingGrace: 0,
    };
    const claims = [{ claim: { metadata, spec: { storageClassName: 'fast' } }, events: [event] }];
    const verdict = judgeRelease(release({ workloads: [{ object: 'StatefulSet/db', snapshot }], claims }));
    return verdict.state === 'failed' ? verdict.findings.map(({ code }) => code) : verdict.state;
  };

  test('instead of it', () => {
    expect(verdictOn('pod has unbound immediate PersistentVolumeClaims')).toEqual(['volume-unbound']);
  });
  test('before it, where more is wrong', () => {
    expect(verdictOn('0/3 nodes are available: 3 Insufficient cpu.')).toEqual(['volume-unbound', 'unschedulable']);
  });
});

test('suspects of all that is in progress are kept', () => {
  const resource = (name: string) => ({
    kind: 'Certificate',
    metadata: { name, generation: 2 },
    status: { observedGeneration: 1 },
  });
  const verdict = judgeRelease(release({ customResources: [resource('a'), resource('b')] }));
  expect(verdict).toMatchObject({ suspects: [{ object: 'Certificate/a' }, { object: 'Certificate/b' }] });
});
