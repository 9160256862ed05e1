import { shorten } from './container.ts';
import { condition } from './objects.ts';
import { newestPods, newestReplicaSet, owns, type Snapshot } from './snapshot.ts';
import type { Finding } from './verdict.ts';

const quota = /exceeded quota|failed quota|status unknown for quota/i;

/**
 * Milliseconds for which the cluster may refuse to make pods, by what it says. Controllers try again and again, at growing
 * intervals; an answer that may change while they do is no proof at once.
 */
const graces: readonly (readonly [RegExp, number])[] = [
  // A webhook whose own pods are being replaced, or an API server that is. Kubernetes' own texts (pkg/admission/plugin/webhook).
  [
    /failed calling webhook|failed to call webhook|internal error occurred|timed out|timeout|connection refused/i,
    60_000,
  ],
  // Of one that the chart brings itself, the admission plugin's cache may not know yet; a Secret for it may be late as well.
  [/serviceaccount "[^"]*" not found|error looking up service account|no API token found/i, 10_000],
  // What is counted follows what has just ended.
  [quota, 4000],
];

/**
 * Milliseconds after which a rolling update that makes room for itself has done so: the old pod has its grace period of 30 s,
 * and then the next try may be as far away as the first one is.
 */
const roomGrace = 90_000;

/** The cluster makes none of the pods: quota, admission, a service account that is missing. Undefined while that may pass. */
export function judgeRefusal(snapshot: Snapshot, object: string): Finding | undefined {
  const refused = refusalOf(snapshot);
  if (!refused) return undefined;
  const { message, since } = refused;
  const [, usual = 0] = graces.find(([pattern]) => pattern.test(message)) ?? [];
  const grace = quota.test(message) && makesRoom(snapshot) ? roomGrace : usual;
  if (grace > 0 && !(snapshot.now - since > grace)) return undefined;
  return {
    code: 'refused-by-cluster',
    object,
    clause: `the cluster refuses to make pods of ${object}: ${shorten(message)}`,
  };
}

/** Pods of the version before end, have just ended, or will without a new one in their place. */
function makesRoom({ workload, replicaSets, pods }: Snapshot): boolean {
  if (pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined)) return true;
  if (workload.kind !== 'Deployment') return false;
  const own = replicaSets.filter(({ metadata }) => owns(workload.object.metadata.uid, metadata.ownerReferences));
  if (own.length < 2) return false;
  const { replicas = 1, strategy = {} } = workload.object.spec;
  const { maxUnavailable = '25%' } = strategy.rollingUpdate ?? {};
  if (strategy.type === 'Recreate' || typeof maxUnavailable === 'number') return maxUnavailable !== 0;
  // Rounded down (API reference, RollingUpdateDeployment).
  return Math.floor((Number.parseFloat(maxUnavailable) / 100) * replicas) > 0;
}

/** What is refused, and since when (milliseconds since 1970). */
function refusalOf(snapshot: Snapshot): { readonly message: string; readonly since: number } | undefined {
  const { workload, replicaSets, ownEvents, since } = snapshot;
  if (workload.kind === 'Deployment') {
    const newest = newestReplicaSet(workload.object, replicaSets);
    const refused = condition(newest?.status?.conditions, 'ReplicaFailure', 'True');
    if (!refused || (newest?.status?.replicas ?? 0) > 0) return undefined;
    return { message: refused.message ?? '', since: Date.parse(refused.lastTransitionTime ?? '') };
  }
  if (newestPods(snapshot).length > 0) return undefined;
  // Of this rollout and not of the one before, which may have been refused until a moment ago; times have whole seconds.
  const event = ownEvents.findLast(
    ({ reason, count = 1, lastTimestamp }) =>
      reason === 'FailedCreate' && count > 1 && Date.parse(lastTimestamp ?? '') > since,
  );
  return event && { message: event.message ?? '', since };
}
