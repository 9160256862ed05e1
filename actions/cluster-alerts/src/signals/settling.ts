import type { ClusterEvent, Pod } from './objects.ts';

/** When a container began, and how long its readiness probe lets it try, in milliseconds; its times are its node's. */
interface Settling {
  /** Undefined while it has not been said to run. */
  readonly startedAt: number | undefined;
  readonly allowance: number;
  readonly period: number;
}

/**
 * Containers that have a readiness probe and no startup probe: the first failures of these say that a service starts, not that
 * it is ill. They do not count for as long as the probe would take to find that a service is not ready any more:
 * initialDelaySeconds + failureThreshold × periodSeconds (where nothing is set Kubernetes' defaults: API reference, Probe).
 */
export class SettlingContainers {
  readonly #pods = new Map<string, ReadonlyMap<string, Settling>>();

  add(pod: Pod): void {
    const settling = settlingOf(pod);
    const key = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
    if (settling.size > 0) this.#pods.set(key, settling);
  }

  /**
   * How many of `count` new occurrences of an event are failures of a container that settled.
   * @param isFirst whether nothing of the event has been counted before
   */
  failuresOf(event: ClusterEvent, message: string, count: number, isFirst: boolean): number {
    if (event.reason !== 'Unhealthy' || !message.startsWith('Readiness probe')) return 0;
    const { namespace = event.metadata.namespace ?? '', name = '', fieldPath = '' } = event.involvedObject ?? {};
    const [, container = ''] = /\{(.+)\}$/.exec(fieldPath) ?? [];
    const settling = this.#pods.get(`${namespace}/${name}`)?.get(container);
    return settling === undefined ? 0 : failuresWhile(settling, event, count, isFirst);
  }
}

function settlingOf({ spec, status }: Pod): ReadonlyMap<string, Settling> {
  const { initContainerStatuses = [], containerStatuses = [] } = status ?? {};
  const statuses = [...initContainerStatuses, ...containerStatuses];
  const settling = new Map<string, Settling>();
  for (const { name, startupProbe, readinessProbe } of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) {
    if (readinessProbe === undefined || startupProbe !== undefined) continue;
    const { state, lastState } = statuses.find((one) => one.name === name) ?? {};
    // Between two lives nobody knows of which of them an event is.
    if (state?.terminated !== undefined || (state?.running === undefined && lastState?.terminated !== undefined))
      continue;
    const startedAt = Date.parse(state?.running?.startedAt ?? '');
    const { initialDelaySeconds = 0, failureThreshold = 3, periodSeconds = 10 } = readinessProbe;
    settling.set(name, {
      startedAt: Number.isNaN(startedAt) ? undefined : startedAt,
      allowance: (initialDelaySeconds + failureThreshold * periodSeconds) * 1000,
      period: periodSeconds * 1000,
    });
  }
  return settling;
}

/** Compares only times of one clock, the node's. */
function failuresWhile(settling: Settling, event: ClusterEvent, count: number, isFirst: boolean): number {
  const { startedAt, allowance, period } = settling;
  // A kubelet asks a container before it has told that this runs.
  if (startedAt === undefined) return count;
  const end = startedAt + allowance;
  const last = Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '');
  if (last >= startedAt && last <= end) return count;
  const first = Date.parse(event.firstTimestamp ?? event.eventTime ?? '');
  if (!isFirst || !(first >= startedAt && first <= end)) return 0;
  // It was asked once in each period, and at least the last time was later.
  return Math.min(count - 1, Math.floor((end - first) / period) + 1);
}
