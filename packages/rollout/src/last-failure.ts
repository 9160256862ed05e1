import { endOf } from './container.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import type { Finding } from './verdict.ts';

/** How a container failed, a part of a finding. */
export type ContainerFailure = Required<Pick<Finding, 'clause' | 'pod' | 'container' | 'restarts'>>;

/**
 * How the newest of these pods failed: its first container that did, because others are ended for it. What ends a pod that is
 * being deleted is the deletion.
 */
export function lastFailure(pods: readonly Pod[]): ContainerFailure | undefined {
  const failures = pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .toSorted((one, other) => madeAt(one).localeCompare(madeAt(other)))
    .map(failureOf);
  return failures.findLast((failure) => failure !== undefined);
}

const madeAt = ({ metadata }: Pod) => metadata.creationTimestamp ?? '';

function failureOf({ metadata: { name: pod }, status }: Pod): ContainerFailure | undefined {
  const failures = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap((one) => {
    const end = lastEnd(one);
    if (end === undefined || end.exitCode === 0) return [];
    const { clause } = endOf(`container "${one.name}"`, end);
    return [{ at: end.finishedAt ?? '', clause, pod, container: one.name, restarts: one.restartCount }];
  });
  const [first] = failures.toSorted((one, other) => one.at.localeCompare(other.at));
  if (first === undefined) return undefined;
  const { at: _, ...failure } = first;
  return failure;
}

function lastEnd({ state, lastState }: ContainerStatus) {
  return state?.terminated ?? lastState?.terminated;
}
