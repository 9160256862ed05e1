import { expect, test } from 'vitest';
import type { ClusterEvent, ContainerStatus, Pod } from './objects.ts';
import { SettlingContainers } from './settling.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString();
const running = { running: { startedAt: at(0) } };

const pod = (
  more: Partial<ContainerStatus> = {},
  probes: object = { readinessProbe: { initialDelaySeconds: 5 } },
): Pod => ({
  metadata: { name: 'index-1', namespace: 'shop' },
  spec: { containers: [{ name: 'app', ...probes }] },
  status: {
    containerStatuses: [{ name: 'app', image: 'i', ready: false, restartCount: 0, state: running, ...more }],
  },
});
const event = (first: number, last: number, more: Partial<ClusterEvent> = {}): ClusterEvent => ({
  metadata: { name: 'e', namespace: 'shop' },
  involvedObject: { kind: 'Pod', name: 'index-1', fieldPath: 'spec.containers{app}' },
  ...{ reason: 'Unhealthy', firstTimestamp: at(first), lastTimestamp: at(last), ...more },
});
const failures = (
  given: Pod,
  found: ClusterEvent,
  count: number,
  isFirst = true,
  message = 'Readiness probe failed: x',
) => {
  const settling = new SettlingContainers();
  settling.add(given);
  return settling.failuresOf(found, message, count, isFirst);
};

test.each<[string, number, ClusterEvent, number, boolean]>([
  // Five seconds, and three failures ten seconds apart.
  ['all of one look were in its start', 3, event(5, 35), 3, true],
  ['one more came in its start', 1, event(5, 25), 1, false],
  ['it never got ready since', 3, event(9, 189), 19, true],
  ['its start was counted before', 0, event(5, 185), 6, false],
  ['it was ready before it failed', 0, event(60, 90), 4, true],
  ['they are of the life before', 0, event(-90, -40), 6, true],
  ['it failed once, later', 0, event(36, 36), 1, true],
  ['a newer writer tells its last by a series', 2, event(6, 0, { series: { lastObservedTime: at(16) } }), 2, true],
  ['they say no time', 0, event(0, 0, { firstTimestamp: null, lastTimestamp: null }), 4, true],
])('failures of a readiness probe while its container starts, when %s: %i', (_, expected, found, count, isFirst) => {
  expect(failures(pod(), found, count, isFirst)).toBe(expected);
});

test('what its settings are says how long a start may take', () => {
  const slow = { readinessProbe: { initialDelaySeconds: 60, periodSeconds: 5, failureThreshold: 12 } };
  expect(failures(pod({}, slow), event(60, 120), 13)).toBe(13);
  expect(failures(pod({}, { readinessProbe: { periodSeconds: 1 } }), event(1, 20), 20)).toBe(3);
});

test('a kubelet that has not said yet that a container runs asks it already', () => {
  expect(failures(pod({ state: { waiting: { reason: 'ContainerCreating' } } }), event(5, 15), 2)).toBe(2);
});

test.each<[string, Pod, ClusterEvent, string]>([
  ['of another probe', pod(), event(5, 15), 'Liveness probe failed: x'],
  ['of another reason', pod(), event(5, 15, { reason: 'ProbeWarning' }), 'Readiness probe warning: x'],
  ['of a pod that nobody knows', { metadata: { name: 'other' } }, event(5, 15), 'Readiness probe failed: x'],
  ['of another container', pod(), event(5, 15, { involvedObject: { name: 'index-1' } }), 'Readiness probe failed: x'],
  [
    'after a startup probe, which is for that',
    pod({}, { readinessProbe: {}, startupProbe: {} }),
    event(5, 15),
    'Readiness probe failed: x',
  ],
  [
    'of a container that is between two lives',
    pod({ state: { waiting: {} }, lastState: { terminated: { exitCode: 1 } } }),
    event(5, 15),
    'Readiness probe failed: x',
  ],
])('failures %s count', (_, given, found, message) => {
  expect(failures(given, found, 2, true, message)).toBe(0);
});
