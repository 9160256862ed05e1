import { formatDuration } from '@slipway/findings';
import type { ContainerStatus, Event, Pod, Terminated } from './objects.ts';
import type { Finding } from './verdict.ts';

/**
 * Proof that a container will not come up, or undefined. A waiting reason alone proves nothing: ImagePullBackOff was
 * seen on healthy deployments (a registry that was slow for a moment); what its message says does.
 */
export function judgeContainer(pod: Pod, status: ContainerStatus, events: readonly Event[]): Finding | undefined {
  const finding = (code: Finding['code'], clause: string): Finding => ({
    code,
    clause,
    object: `Pod/${pod.metadata.name}`,
    pod: pod.metadata.name,
    container: status.name,
    restarts: status.restartCount,
  });
  const name = `container "${status.name}"`;
  const { reason = '', message = '' } = status.state?.waiting ?? {};

  if (reason === 'InvalidImageName')
    return finding('image-name-invalid', `${name}: "${status.image}" is no valid image name`);
  if (imageReasons.has(reason))
    return judgeImage(
      finding,
      name,
      status.image,
      withoutReferences(`${message} ${lastPullError(events, status.name)}`),
    );
  // The kubelet's cache of ConfigMaps may lag behind for a moment (krane waits for this one too).
  if (reason === 'CreateContainerConfigError' && !/failed to sync (configmap|secret) cache/.test(message)) {
    return finding('config-missing', `${name} cannot be configured: ${message}`);
  }

  const last = status.state?.terminated ?? status.lastState?.terminated;
  const isRunning = status.state?.running !== undefined;
  if (
    !isRunning &&
    (reason === 'RunContainerError' || reason === 'CreateContainerError' || last?.reason === 'StartError')
  ) {
    const text = last?.message ?? message;
    // Exit code 128 was seen to be the node's fault; the second attempt tells.
    if (status.restartCount > 0 || /no such file|not found|permission denied/i.test(text)) {
      return finding('container-cannot-start', `${name} cannot be started: ${shorten(text)}`);
    }
  }

  const probe = events.find(
    (event) => event.reason === 'Killing' && probeKill.test(event.message ?? '') && concerns(event, status.name),
  );
  // The kubelet kills only after as many failures in a row as the probe's own settings allow.
  if (probe && status.restartCount > 0 && !status.ready) {
    const kind = probeKill.exec(probe.message ?? '')?.[1] ?? 'a';
    return finding(
      'probe-failed',
      `${name} is ended because its ${kind} probe fails${lastProbeError(events, status.name)}`,
    );
  }

  // It ended at least twice. The kubelet says CrashLoopBackOff for that only when it looks at the pod again, which was seen
  // to take 15 s. An init container or a Job that ended well at its second try is none.
  const ended = status.state?.terminated;
  const endedAgain = ended && status.restartCount > 0 && (ended.exitCode !== 0 || keepsRunning(pod, status));
  if ((reason === 'CrashLoopBackOff' || endedAgain) && last) {
    const { code, clause } = endOf(name, last);
    return finding(code, clause);
  }
  return undefined;
}

/** How a container ended, as a clause. */
export function endOf(name: string, last: Terminated): { readonly code: Finding['code']; readonly clause: string } {
  if (last.reason === 'OOMKilled')
    return {
      code: 'out-of-memory',
      clause: `${name} is killed for using more memory than its limit${lifetime(last)}`,
    };
  const end =
    last.exitCode === 0 ? 'ends with exit code 0, though a service has to keep running,' : `exits ${last.exitCode}`;
  return { code: 'crash-loop', clause: `${name} ${end}${lifetime(last)}` };
}

function keepsRunning(pod: Pod, status: ContainerStatus): boolean {
  return pod.spec?.restartPolicy === 'Always' && (pod.status?.containerStatuses ?? []).includes(status);
}

const imageReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable']);
const probeKill = /failed (startup|liveness) probe/;

function judgeImage(
  finding: (code: Finding['code'], clause: string) => Finding,
  name: string,
  image: string,
  text: string,
): Finding | undefined {
  if (
    /unauthorized|authorization failed|authentication required|access denied|\bdenied\b|no basic auth|insufficient_scope|\b40[13] (unauthorized|forbidden)|status:? 40[13]\b/i.test(
      text,
    )
  ) {
    return finding('image-denied', `${name}: the registry refuses to give image "${image}" to the node`);
  }
  if (/not found|manifest unknown|name unknown|NAME_UNKNOWN|does not exist|status:? 404\b/i.test(text)) {
    return finding('image-not-found', `${name}: image "${image}" is not in the registry`);
  }
  // Unreachable for the moment, rate limited, …: may still become good.
  return undefined;
}

/** A tag such as `1.403` or a repository named `denied` must not be taken for the registry's answer. */
function withoutReferences(text: string): string {
  return text.replace(/"[^"\s]*[/:@][^"\s]*"|\S+\/\S+:\S+/g, '');
}

function lastPullError(events: readonly Event[], container: string): string {
  const isPullError = (event: Event) =>
    event.reason === 'Failed' && /pull/i.test(event.message ?? '') && concerns(event, container);
  return events.findLast(isPullError)?.message ?? '';
}

function lastProbeError(events: readonly Event[], container: string): string {
  const event = events.findLast((candidate) => candidate.reason === 'Unhealthy' && concerns(candidate, container));
  const text = event?.message?.replace(/^\w+ probe failed: /, '') ?? '';
  return text === '' ? '' : ` (${shorten(text)})`;
}

/** An event about a pod names the container in its field path: `spec.containers{app}`. */
function concerns(event: Event, container: string): boolean {
  const path = event.involvedObject?.fieldPath ?? '';
  return path === '' || path.endsWith(`{${container}}`);
}

function lifetime({ startedAt, finishedAt }: Terminated): string {
  if (!startedAt || !finishedAt) return '';
  const duration = Date.parse(finishedAt) - Date.parse(startedAt);
  // Times have whole seconds: what lasts a moment across a tick differs by one.
  return Number.isFinite(duration) ? (duration <= 1000 ? ' at once' : ` after ${formatDuration(duration)}`) : '';
}

export function shorten(text: string, length = 240): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
