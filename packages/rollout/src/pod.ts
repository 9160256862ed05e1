import { judgeContainer, shorten } from './container.ts';
import type { ContainerStatus, Event, Pod } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import type { Finding } from './verdict.ts';

/**
 * Proof that a pod will not become ready, or undefined. Evicted and preempted pods prove nothing: they are replaced.
 * @param events events about this pod, oldest first
 */
export function judgePod(
  pod: Pod,
  events: readonly Event[],
  { now, schedulingGrace }: Pick<Snapshot, 'now' | 'schedulingGrace'>,
): Finding | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined;
  for (const status of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const finding = judgeContainer(pod, status, events);
    if (finding) return finding;
  }
  return judgeVolumes(pod, events) ?? judgeScheduling(pod, events, now - schedulingGrace);
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Milliseconds that a container without a readiness probe has to run before it counts as ready. */
export const settlingTime = 5000;

/**
 * Whether a ready pod is so for more than a moment. Without a readiness probe the kubelet calls a container ready as soon as
 * its process is there, so that one which crashes at once is ready for an instant each time it is started.
 * @param now milliseconds since 1970
 */
export function isSettled(pod: Pod, now: number): boolean {
  return (pod.spec?.containers ?? []).every(({ name, readinessProbe }) => {
    if (readinessProbe !== undefined) return true;
    const running = pod.status?.containerStatuses?.find((status) => status.name === name)?.state?.running;
    return running !== undefined && now - Date.parse(running.startedAt ?? '') >= settlingTime;
  });
}

/**
 * As the kubelet's volume plugins say it (pkg/volume of Kubernetes 1.34): the object is not there, or a key that the volume names
 * is not in it. Of a Secret the latter is `references non-existent secret key: K`, of a ConfigMap `… config key: K`.
 */
const missingObject = /(configmap|secret) "([^"]+)" not found/;
const missingKey = /references non-existent (config|secret) key: (\S+)/;

/** A volume's ConfigMap or Secret that is not there, or lacks a key, holds the pod for ever; only events say so. */
function judgeVolumes(pod: Pod, events: readonly Event[]): Finding | undefined {
  const event = events.findLast(({ reason }) => reason === 'FailedMount');
  const key = missingKey.exec(event?.message ?? '');
  const missing = key ?? missingObject.exec(event?.message ?? '');
  // The first one may come from a cache that lags behind what Helm has just applied.
  if (!missing || (event?.count ?? 1) < 2) return undefined;
  const [, kind, name] = missing;
  return {
    code: 'config-missing',
    object: `Pod/${pod.metadata.name}`,
    pod: pod.metadata.name,
    clause:
      key === null
        ? `a volume needs ${kindOf(kind)} "${name}", which does not exist`
        : `a volume needs key "${name}" of a ${kindOf(kind)} that does not have it`,
  };
}

function kindOf(word = ''): string {
  return word === 'secret' ? 'Secret' : 'ConfigMap';
}

/**
 * No node takes it, and none will come.
 * @param bound milliseconds since 1970: one that was made before has waited long enough
 */
function judgeScheduling(pod: Pod, events: readonly Event[], bound: number): Finding | undefined {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return undefined;
  // A disk may take longer than a node. The claim is judged itself, and knows whether waiting helps.
  if (/unbound immediate PersistentVolumeClaims/.test(scheduled.message ?? '')) return undefined;
  // What the cluster autoscaler says of the pod (its FAQ): a node is on its way, which may take longer; or none helps.
  const scaling = events.findLast(({ reason }) => reason === 'TriggeredScaleUp' || reason === 'NotTriggerScaleUp');
  if (scaling?.reason === 'TriggeredScaleUp') return undefined;
  const since = Date.parse(pod.metadata.creationTimestamp ?? '');
  if (scaling === undefined && !(since < bound)) return undefined;
  return {
    code: 'unschedulable',
    object: `Pod/${pod.metadata.name}`,
    pod: pod.metadata.name,
    clause: `no node can take pod ${pod.metadata.name}: ${shorten(scheduled.message ?? '')}`,
  };
}

/** Why a pod is not ready, as far as it says itself: the last failure of a probe, or what its container waits for. */
export function whyNotReady(
  pod: Pod,
  events: readonly Event[],
): { readonly container: string | undefined; readonly why: string } {
  const status = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    ({ ready, state }) => !ready && state?.terminated?.exitCode !== 0,
  );
  const probe = events.findLast(({ reason }) => reason === 'Unhealthy')?.message;
  const { reason = '', message = '' } = status?.state?.waiting ?? {};
  const scheduling = pod.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  )?.message;
  // A container that is not made yet says no more than that; what holds its pod up stands in an event.
  const preparing = isPreparing(reason, status)
    ? events.findLast((event) => /^Failed(Mount|AttachVolume|CreatePodSandBox)$/.test(event.reason ?? ''))?.message
    : undefined;
  const why = probe ?? scheduling ?? preparing ?? [reason, message].filter((part) => part !== '').join(': ');
  return { container: status?.name, why: shorten(why) };
}

/** Whether volumes, network or init containers come first. A container that waits for something of its own says so itself. */
function isPreparing(reason: string, status: ContainerStatus | undefined): boolean {
  if (reason !== '') return reason === 'ContainerCreating' || reason === 'PodInitializing';
  return status?.state?.running === undefined && status?.state?.terminated === undefined;
}
