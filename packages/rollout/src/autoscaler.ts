import { shorten } from './container.ts';
import type { Condition, KubernetesObject } from './objects.ts';
import type { Finding } from './verdict.ts';

/** Of autoscaling/v2. */
export interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/**
 * What keeps an autoscaler from its work: a warning, never proof. Metrics of new pods lag behind by a minute, and a service
 * runs without being scaled; but where a rollout fails, it may be why there are too few pods.
 */
export function warningsOf({ metadata, status }: HorizontalPodAutoscaler): Finding[] {
  const object = `HorizontalPodAutoscaler/${metadata.name}`;
  return (status?.conditions ?? [])
    .filter(({ type, status, reason }) => {
      // ScalingDisabled: somebody has set the replicas to 0.
      return (type === 'ScalingActive' || type === 'AbleToScale') && status === 'False' && reason !== 'ScalingDisabled';
    })
    .map(({ type, reason = type, message = '' }) => ({
      code: 'not-scaling',
      object,
      clause: `warning: ${object} does not scale (${reason}): ${shorten(message)}`,
    }));
}
