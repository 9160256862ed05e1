import type { Event, KubernetesObject, Pod } from '@slipway/rollout';

/** An event of v1 with what newer writers put into it: a series in place of a count, and a time without last and first. */
export interface ClusterEvent extends Event {
  readonly metadata: Event['metadata'] & { readonly resourceVersion?: string };
  readonly eventTime?: string | null;
  readonly firstTimestamp?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string } | null;
  readonly involvedObject?: NonNullable<Event['involvedObject']> & { readonly namespace?: string };
}

export interface Node extends KubernetesObject {
  readonly status?: { readonly conditions?: NonNullable<Pod['status']>['conditions'] };
}

export type { ContainerStatus, Pod } from '@slipway/rollout';
