import { shorten } from './container.ts';
import type { Event, KubernetesObject } from './objects.ts';
import { type Finding, type Verdict, waitingFor } from './verdict.ts';

export interface PersistentVolumeClaim extends KubernetesObject {
  readonly spec?: { readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
}

/** A claim in one look, with the events about it, oldest first. */
export interface ObservedClaim {
  readonly claim: PersistentVolumeClaim;
  readonly events: readonly Event[];
}

/**
 * A claim is good when it has its volume. Why it has none is in events only; to read them needs no right to StorageClasses,
 * which users of one namespace seldom have.
 * @param bound milliseconds since 1970: what was made before has waited long enough for who brings volumes
 */
export function judgeClaim({ claim, events }: ObservedClaim, bound: number): Verdict {
  const object = `PersistentVolumeClaim/${claim.metadata.name}`;
  const fail = (code: Finding['code'], clause: string): Verdict => ({
    state: 'failed',
    findings: [{ code, object, clause }],
  });
  const phase = claim.status?.phase ?? 'Pending';
  if (phase === 'Bound') return { state: 'succeeded' };
  // Kubernetes binds a claim once: it never leaves this phase.
  if (phase === 'Lost') return fail('volume-lost', `${object} has lost its volume, and the data on it`);

  const last = events.findLast(({ reason = '' }) => tellingReasons.has(reason));
  // The class binds when a pod is scheduled, and none wants it yet (that of a CronJob may come at night). Once a pod does, the
  // workload waits for that pod, and so does the verdict.
  if (last?.reason === 'WaitForFirstConsumer') return { state: 'succeeded' };
  const never = whyNever(claim, last?.message ?? '');
  if (never !== '' && Date.parse(claim.metadata.creationTimestamp ?? '') < bound)
    return fail('volume-unbound', `${object} cannot be bound: ${never}`);
  const why = never || shorten(last?.message ?? 'the cluster does not say why');
  return waitingFor({ code: 'volume-unbound', object, clause: `${object} is not bound: ${why}` });
}

const tellingReasons = new Set([
  'WaitForFirstConsumer',
  'WaitForPodScheduled',
  'ExternalProvisioning',
  'Provisioning',
  'ProvisioningFailed',
  'FailedBinding',
]);

/**
 * Why waiting does not help, empty when it may. A provisioner's own failures prove nothing: it tries again, and clouds are
 * often short of something for a while. What the claim itself says counts more than an event, which may be of before.
 */
function whyNever({ spec, metadata }: PersistentVolumeClaim, message: string): string {
  const missing = /storageclass\S* "([^"]+)" not found/.exec(message);
  const isProvisioned = metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] !== undefined;
  if (missing && !isProvisioned) return `there is no StorageClass "${missing[1]}"`;
  const hasClass = (spec?.storageClassName ?? '') !== '';
  if (/no persistent volumes available .* no storage class is set/.test(message) && !hasClass)
    return 'it has no StorageClass, and no PersistentVolume fits it';
  return '';
}
