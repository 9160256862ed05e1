import { appOf } from './app.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import {
  type Condition,
  delay,
  type Occurrence,
  podStates,
  type Sightings,
  type Subject,
  sinceWhen,
  timeBetween,
  timeWithin,
} from './signal.ts';
import { isToRunOn, startOf } from './start.ts';

/** What was counted of a container. */
export interface Counted {
  /** How often it has ended, which tells one end from another when no clock can. */
  readonly ends: number;
  readonly restarts: number;
  /** When it last ended; milliseconds of the API server's clock, as it was put in time when it was seen first. */
  readonly at: number;
}

/** By {@link containerKey}; those that were restarted, or ran out of memory. */
export type Containers = Map<string, Counted>;

/** What is known of looks before, and is added to. */
export interface Before {
  readonly containers: Containers;
  /** Whether every container that ended before the last look is among them. */
  readonly isWhole: boolean;
  readonly sightings: Sightings;
  /** When pods were looked at last; undefined when nobody has. */
  readonly lookedAt: number | undefined;
}

export interface PodSignals {
  readonly occurrences: readonly Occurrence[];
  readonly conditions: readonly Condition[];
}

export function subjectOfPod({ metadata }: Pod): Subject {
  const { name, namespace = '' } = metadata;
  return { kind: 'Pod', name, namespace, app: appOf(metadata, 'Pod') };
}

/**
 * What became of a pod's containers since the last look, and what holds it up. A restart has reason `Restarted`, an end for lack
 * of memory `OOMKilled` too. Clocks of nodes go wrong: what is new since the last look happened since then, and only where
 * between then and now is a node's word.
 */
export function readPod(pod: Pod, before: Before, now: number): PodSignals {
  const subject = subjectOfPod(pod);
  const { initContainerStatuses = [], containerStatuses = [], conditions = [] } = pod.status ?? {};
  const statuses = [...initContainerStatuses, ...containerStatuses];
  const earliest = Math.max(timeWithin(pod.metadata.creationTimestamp, 0, now), before.lookedAt ?? 0);
  const times = { earliest, now };
  // In this order: how long a container waits is known by when it ended.
  const occurrences = statuses.flatMap((status) => ends(pod, subject, status, before, times));
  const told = [
    ...conditions
      .filter(({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable')
      .map(({ message = '', lastTransitionTime = '' }) => {
        const key = containerKey(pod, ' Unschedulable');
        const since = sinceWhen(before.sightings, key, lastTransitionTime, times);
        return { key, subject, reason: 'Unschedulable', message, since };
      }),
    ...statuses.flatMap((status) => waits(pod, subject, status, before.sightings, times)),
    ...isUnready(pod, subject, before.sightings, times),
  ];
  if (told.length > 0) return { occurrences, conditions: told };
  return { occurrences, conditions: startOf(pod, containerKey(pod, ' NotStarted'), subject, before.sightings, times) };
}

export const containerKey = (pod: Pod, container: string) => `${pod.metadata.uid ?? pod.metadata.name}/${container}`;

interface Times {
  readonly earliest: number;
  readonly now: number;
}

function ends(
  pod: Pod,
  subject: Subject,
  { name, restartCount, state, lastState }: ContainerStatus,
  { containers, isWhole, lookedAt }: Before,
  { earliest, now }: Times,
): Occurrence[] {
  const last = state?.terminated ?? lastState?.terminated;
  const isOutOfMemory = last?.reason === 'OOMKilled';
  if (restartCount === 0 && !isOutOfMemory) return [];
  const key = containerKey(pod, name);
  const known = containers.get(key);
  // While it does not run, the last of its ends has not been followed by a restart.
  const count = Math.max(restartCount + (last !== undefined && state?.running === undefined ? 1 : 0), 1);
  const isNew = count > (known?.ends ?? 0);
  const at = isNew ? timeBetween(last?.finishedAt, earliest, now) : (known?.at ?? now);
  containers.set(key, { ends: count, restarts: restartCount, at });
  if (known === undefined && !isWhole && lookedAt !== undefined) {
    // The memory had no room for it, if it ended before the last look.
    const created = timeWithin(pod.metadata.creationTimestamp, 0, now);
    if (timeWithin(last?.finishedAt, created, now) < lookedAt - delay) return [];
  }
  // Without a look before, only the last end is known to be of these days.
  const restarts = known || lookedAt !== undefined ? restartCount - (known?.restarts ?? 0) : Math.min(restartCount, 1);
  const base = { subject, message: wordsOf(name, last) };
  // It may have ended before the last look, and been restarted since.
  const to = Math.max(at, earliest);
  const from = lookedAt === undefined ? to : earliest;
  return [
    ...(restarts > 0 ? [{ ...base, reason: 'Restarted', count: restarts, from, to }] : []),
    ...(isOutOfMemory && isNew ? [{ ...base, reason: 'OOMKilled', count: 1, from: at, to: at }] : []),
  ];
}

function wordsOf(name: string, last: NonNullable<ContainerStatus['state']>['terminated']): string {
  if (last === undefined) return `container "${name}" was restarted`;
  const why =
    last.reason === 'OOMKilled' ? 'was killed for using more memory than its limit' : `exited ${last.exitCode}`;
  const { message = '' } = last;
  return `container "${name}" ${why}${message === '' ? '' : `: ${message}`}`;
}

function waits(
  pod: Pod,
  subject: Subject,
  { name, state, lastState }: ContainerStatus,
  sightings: Sightings,
  times: Times,
): Condition[] {
  const { reason = '', message = '' } = state?.waiting ?? {};
  // While it tries, the reason changes to and fro.
  const steady = reason === 'ErrImagePull' ? 'ImagePullBackOff' : reason;
  if (!(podStates as readonly string[]).includes(steady)) return [];
  const key = `${containerKey(pod, name)} ${steady}`;
  if (steady === 'CrashLoopBackOff') {
    const last = lastState?.terminated;
    // It waits since it ended. Between two looks it may have tried and ended again: that is the same loop.
    const since = sinceWhen(sightings, key, steady, { ...times, at: last?.finishedAt });
    return [{ key, subject, reason: steady, message: wordsOf(name, last), since }];
  }
  // A container says no time; the pod has not been ready since this came up, or longer.
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  const began = ready?.lastTransitionTime ?? pod.metadata.creationTimestamp ?? '';
  const since = sinceWhen(sightings, key, began, times);
  return [{ key, subject, reason: steady, message: `container "${name}": ${message || reason}`, since }];
}

/**
 * A service that runs and takes no requests. Not one that has not come as far: containers that wait are told as what they wait
 * for, and those that start as long as their startup probe lets them. It is unready since its last start at most, so that a
 * crash loop, which is told as such, is never unready for long.
 */
function isUnready(pod: Pod, subject: Subject, sightings: Sightings, times: Times): Condition[] {
  const { phase, conditions = [], containerStatuses = [] } = pod.status ?? {};
  const ready = conditions.find(({ type, status }) => type === 'Ready' && status === 'False');
  const reason = (['ContainersNotReady', 'ReadinessGatesNotReady'] as const).find((name) => name === ready?.reason);
  if (ready === undefined || reason === undefined || phase !== 'Running' || !isToRunOn(pod)) return [];
  if (!containerStatuses.every(({ state, started }) => state?.running !== undefined && started !== false)) return [];
  const starts = containerStatuses
    .filter((status) => !status.ready)
    .map(({ state }) => state?.running?.startedAt ?? '');
  const began = [ready.lastTransitionTime ?? '', ...starts].toSorted().at(-1) ?? '';
  const key = containerKey(pod, ' Unready');
  return [{ key, subject, reason, message: ready.message ?? '', since: sinceWhen(sightings, key, began, times) }];
}
