import { appOf } from './app.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import { type Condition, type Occurrence, type Subject, timeWithin } from './signal.ts';

/** What was counted of a container: how often it was restarted, and when it last ended. */
export interface Counted {
  readonly restarts: number;
  /** Milliseconds; 0 when it never ended. */
  readonly ended: number;
}

/** By {@link containerKey}. */
export type Containers = Map<string, Counted>;

export interface PodSignals {
  readonly occurrences: readonly Occurrence[];
  readonly conditions: readonly Condition[];
}

export function subjectOfPod({ metadata }: Pod): Subject {
  const { name, namespace = '' } = metadata;
  return { kind: 'Pod', name, namespace, app: appOf(metadata, 'Pod') };
}

/**
 * What became of a pod's containers since `lookedAt` (undefined when nobody has looked before), and what holds it up.
 * Counts what it tells in `containers`. A restart has reason `Restarted`, one for lack of memory `OOMKilled` too.
 */
export function readPod(pod: Pod, containers: Containers, lookedAt: number | undefined, now: number): PodSignals {
  const subject = subjectOfPod(pod);
  const { initContainerStatuses = [], containerStatuses = [], conditions = [] } = pod.status ?? {};
  const statuses = [...initContainerStatuses, ...containerStatuses];
  return {
    occurrences: statuses.flatMap((status) => ends(pod, subject, status, containers, lookedAt, now)),
    conditions: [
      ...conditions
        .filter(
          ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
        )
        .map(({ message = '', lastTransitionTime }) => ({
          subject,
          reason: 'Unschedulable',
          message,
          since: timeWithin(lastTransitionTime, 0, now),
        })),
      ...statuses.flatMap((status) => waits(pod, subject, status, now)),
    ],
  };
}

export const containerKey = (pod: Pod, container: string) => `${pod.metadata.uid ?? pod.metadata.name}/${container}`;

function ends(
  pod: Pod,
  subject: Subject,
  status: ContainerStatus,
  containers: Containers,
  lookedAt: number | undefined,
  now: number,
): Occurrence[] {
  const last = status.state?.terminated ?? status.lastState?.terminated;
  if (last === undefined && status.restartCount === 0) return [];
  const key = containerKey(pod, status.name);
  const known = containers.get(key);
  const created = timeWithin(pod.metadata.creationTimestamp, 0, now);
  const ended = timeWithin(last?.finishedAt, created, now);
  containers.set(key, { restarts: status.restartCount, ended });
  const occurrences: Occurrence[] = [];
  const base = { subject, message: wordsOf(status, last) };
  // The memory keeps so many containers: one that is not in it and ended before the last look was counted.
  if (known === undefined && lookedAt !== undefined && ended < lookedAt) return [];
  // Without a look before, only the last end is known to be of these days.
  const restarts = known ? status.restartCount - known.restarts : lookedAt === undefined ? 1 : status.restartCount;
  if (status.restartCount > 0 && restarts > 0) {
    const from = lookedAt === undefined ? ended : Math.min(Math.max(created, lookedAt), ended);
    occurrences.push({ ...base, reason: 'Restarted', count: restarts, from, to: ended });
  }
  if (last?.reason === 'OOMKilled' && ended > (known?.ended ?? 0)) {
    occurrences.push({ ...base, reason: 'OOMKilled', count: 1, from: ended, to: ended });
  }
  return occurrences;
}

function wordsOf({ name }: ContainerStatus, last: NonNullable<ContainerStatus['state']>['terminated']): string {
  if (last === undefined) return `container "${name}" was restarted`;
  const why =
    last.reason === 'OOMKilled' ? 'was killed for using more memory than its limit' : `exited ${last.exitCode}`;
  const { message = '' } = last;
  return `container "${name}" ${why}${message === '' ? '' : `: ${message}`}`;
}

const held = new Set([
  ...['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'RegistryUnavailable'],
  ...['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'],
]);

function waits(pod: Pod, subject: Subject, status: ContainerStatus, now: number): Condition[] {
  const { reason = '', message = '' } = status.state?.waiting ?? {};
  if (!held.has(reason)) return [];
  // A container says no time; the pod has not been ready since this came up, or longer.
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  const since = timeWithin(ready?.lastTransitionTime ?? pod.metadata.creationTimestamp, 0, now);
  // While it tries, the reason changes to and fro.
  const steady = reason === 'ErrImagePull' ? 'ImagePullBackOff' : reason;
  return [{ subject, reason: steady, message: `container "${status.name}": ${message || reason}`, since }];
}
