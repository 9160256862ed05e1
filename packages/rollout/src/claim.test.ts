import { expect, test } from 'vitest';
import { judgeClaim, type PersistentVolumeClaim } from './claim.ts';
import type { Event } from './objects.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const young = '2026-11-23T11:59:50Z';
const old = '2026-11-23T11:58:50Z';

const claim = (creationTimestamp: string, given: Partial<PersistentVolumeClaim> = {}): PersistentVolumeClaim => ({
  spec: { storageClassName: 'fast' },
  status: { phase: 'Pending' },
  ...given,
  metadata: { name: 'data', creationTimestamp, ...given.metadata },
});
const event = (reason: string, message = ''): Event => ({ metadata: { name: 'e' }, reason, message });
const noClass = event('ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found');
const noVolume = event('FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
const waiting = event('ExternalProvisioning', 'Waiting for a volume to be created by the provisioner');
const provisioner = { 'volume.kubernetes.io/storage-provisioner': 'disk.example.com' };

test.each<[string, PersistentVolumeClaim, Event[], string]>([
  ['is bound', claim(young, { status: { phase: 'Bound' } }), [], 'succeeded'],
  ['was bound late, after failures', claim(old, { status: { phase: 'Bound' } }), [noClass], 'succeeded'],
  ['waits for a consumer that there is not', claim(old), [event('WaitForFirstConsumer')], 'succeeded'],
  ['waits for its pod to be scheduled', claim(old), [event('WaitForPodScheduled')], 'progressing'],
  ['is new, and nobody has looked at it', claim(young, { status: {} }), [], 'progressing'],
  ['is provisioned for a long time', claim(old), [waiting], 'progressing'],
  [
    'is not provisioned at the first try',
    claim(old),
    [event('ProvisioningFailed', 'rpc error: code = ResourceExhausted')],
    'progressing',
  ],
  ['is older than its class by a moment', claim(young), [noClass], 'progressing'],
  ['has a class that came late', claim(old), [noClass, waiting], 'progressing'],
  [
    'has a class that came late, and no event says so yet',
    claim(old, { metadata: { name: 'data', creationTimestamp: old, annotations: provisioner } }),
    [noClass],
    'progressing',
  ],
  ['was given a default class since', claim(old), [noVolume], 'progressing'],
  ['has a class that is not there', claim(old), [noClass], 'volume-unbound'],
  ['had its volume resized in the meantime', claim(old), [noClass, event('Resizing')], 'volume-unbound'],
  ['has no class and no volume', claim(old, { spec: {} }), [noVolume], 'volume-unbound'],
  ['has lost its volume', claim(young, { status: { phase: 'Lost' } }), [], 'volume-lost'],
])('a claim that %s', (_, given, events, expected) => {
  const verdict = judgeClaim({ claim: given, events }, now - 60_000);
  expect(verdict.state === 'failed' ? verdict.findings[0]?.code : verdict.state).toBe(expected);
});

test('the cause is said, while it waits and when it is proven', () => {
  expect(judgeClaim({ claim: claim(young), events: [noClass] }, now - 60_000)).toMatchObject({
    waitingFor: ['PersistentVolumeClaim/data is not bound: there is no StorageClass "fast"'],
  });
  expect(judgeClaim({ claim: claim(old), events: [noClass] }, now - 60_000)).toMatchObject({
    findings: [{ clause: 'PersistentVolumeClaim/data cannot be bound: there is no StorageClass "fast"' }],
  });
  expect(judgeClaim({ claim: claim(old, { spec: {} }), events: [noVolume] }, now - 60_000)).toMatchObject({
    findings: [
      {
        clause: 'PersistentVolumeClaim/data cannot be bound: it has no StorageClass, and no PersistentVolume fits it',
      },
    ],
  });
});
