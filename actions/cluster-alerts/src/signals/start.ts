import type { ContainerStatus, Pod } from './objects.ts';
import { type Condition, type Sightings, type Subject, sinceWhen } from './signal.ts';

/**
 * A service's pod that does not come as far as to run, and nothing else says why. It is so since it was not ready. While its
 * startup probe has not failed for good it takes the time that this gives it, and what ends by itself may take any time.
 * @param key of {@link Sightings}
 */
export function startOf(
  pod: Pod,
  key: string,
  subject: Subject,
  sightings: Sightings,
  times: { readonly earliest: number; readonly now: number },
): Condition[] {
  const { conditions = [] } = pod.status ?? {};
  const ready = conditions.find(({ type }) => type === 'Ready');
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  if (!isToRunOn(pod) || ready?.status === 'True' || scheduled?.status === 'False') return [];
  const message = obstacle(pod);
  if (message === undefined) return [];
  const began = ready?.lastTransitionTime ?? scheduled?.lastTransitionTime ?? pod.metadata.creationTimestamp ?? '';
  const since = sinceWhen(sightings, key, began, times);
  return [{ key, subject, reason: 'NotStarted', message, since, isLastResort: true }];
}

/** Whether a pod is one of a service, and not at its end. */
export function isToRunOn({ metadata, spec, status }: Pod): boolean {
  const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return (spec?.restartPolicy ?? 'Always') === 'Always' && metadata.deletionTimestamp === undefined && !isOver;
}

/** What a pod waits for; undefined when all of it runs, or is on its way. */
function obstacle({ spec, status }: Pod): string | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = status ?? {};
  if (containerStatuses.length === 0)
    return spec?.nodeName === undefined ? 'no scheduler has looked at it' : 'its node has not begun with it';
  const isSidecar = (name: string) =>
    spec?.initContainers?.some((one) => one.name === name && one.restartPolicy === 'Always');
  const others = initContainerStatuses.filter(({ name }) => !isSidecar(name));
  const running = others.find(({ state }) => state?.running !== undefined);
  if (running !== undefined) return `container "${running.name}" has not ended, and others wait for it`;
  const wanted = [...initContainerStatuses, ...containerStatuses];
  return wanted.map((container) => waitOf(container) ?? slowStart(container)).find((words) => words !== undefined);
}

function waitOf({ name, state }: ContainerStatus): string | undefined {
  const { reason, message } = state?.waiting ?? {};
  return reason === undefined ? undefined : `container "${name}": ${message || reason}`;
}

/** A container whose startup probe has had it restarted at least once. */
function slowStart({ name, state, started, restartCount }: ContainerStatus): string | undefined {
  if (state?.running === undefined || started !== false || restartCount === 0) return undefined;
  return `container "${name}" does not start in the time that its startup probe gives it`;
}
