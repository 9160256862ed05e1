import { shorten } from './container.ts';
import { lastFailure } from './last-failure.ts';
import { condition, type DaemonSet, type Deployment, type Job, type StatefulSet } from './objects.ts';
import { isReady, isSettled, judgePod } from './pod.ts';
import { judgeRefusal } from './refusal.ts';
import { newestPods, newestReplicaSet, type Snapshot } from './snapshot.ts';
import type { Finding, Verdict } from './verdict.ts';

/**
 * What a snapshot says about the rollout of its workload. A rollout is doomed when the cluster refuses to make its pods,
 * or when every pod of the new version has a proof against it (as krane judges: one bad pod among good ones may be the
 * node's fault and is replaced).
 */
export function judge(snapshot: Snapshot): Verdict {
  const { workload } = snapshot;
  const object = `${workload.kind}/${workload.object.metadata.name}`;
  // Until then what counts as newest is the version before: a fix must not be condemned by what it mends.
  if (workload.kind !== 'Job' && !isObserved(workload.object))
    return { state: 'progressing', waitingFor: [`${object}: ${unseen}`] };
  // Somebody holds it back on purpose: nothing of this change rolls out, and what its pods do is of the version before.
  if (workload.kind === 'Deployment' && workload.object.spec.paused) return { state: 'succeeded' };
  const refusal = judgeController(snapshot, object);
  if (refusal) return { state: 'failed', findings: [refusal] };
  const done = isDone(snapshot);
  const pods = newestPods(snapshot).filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && pod.status?.phase !== 'Failed',
  );
  if (done === true && (workload.kind === 'Job' || pods.every((pod) => isSettled(pod, snapshot.now))))
    return { state: 'succeeded' };

  const waiting = pods.filter((pod) => !isReady(pod));
  const findings = waiting
    .map((pod) => judgePod(pod, snapshot.events.get(pod.metadata.name) ?? [], snapshot))
    .filter((finding) => finding !== undefined)
    // How often its pods may end is the Job's own matter; its condition says when that is used up.
    .filter(({ code }) => workload.kind !== 'Job' || (code !== 'crash-loop' && code !== 'out-of-memory'));
  if (pods.length > 0 && findings.length === pods.length) return { state: 'failed', findings };
  const missing = done === true ? 'ready without a readiness probe, for less than 5 s' : done;
  return { state: 'progressing', waitingFor: [`${object}: ${missing}`] };
}

/** The controller's own verdicts, of a workload that it has seen. */
function judgeController(snapshot: Snapshot, object: string): Finding | undefined {
  const { workload } = snapshot;
  if (workload.kind === 'Job') {
    const failed = condition(workload.object.status?.conditions, 'Failed', 'True');
    if (failed) {
      const why = shorten(failed.message ?? failed.reason ?? '');
      const { clause = '', ...where } = lastFailure(newestPods(snapshot)) ?? {};
      return { ...where, code: 'job-failed', object, clause: `${object} failed: ${why}${clause && `; ${clause}`}` };
    }
  }
  const refusal = judgeRefusal(snapshot, object);
  if (refusal || workload.kind !== 'Deployment') return refusal;
  const progress = condition(workload.object.status?.conditions, 'Progressing', 'False');
  if (progress?.reason === 'ProgressDeadlineExceeded') {
    return {
      code: 'no-progress',
      object,
      clause: `${object} made no progress within its deadline: ${isDone(snapshot)}`,
    };
  }
  return undefined;
}

function isObserved(object: Deployment | StatefulSet | DaemonSet): boolean {
  return (object.status?.observedGeneration ?? 0) >= (object.metadata.generation ?? 1);
}

const unseen = 'not yet seen by its controller';

/** True when the rollout of a workload that its controller has seen is complete, else in words what is missing. */
function isDone({ workload, replicaSets }: Snapshot): true | string {
  switch (workload.kind) {
    case 'Deployment':
      if (!newestReplicaSet(workload.object, replicaSets)) return 'its new ReplicaSet is not there yet';
      return isDeploymentDone(workload.object);
    case 'StatefulSet':
      return isStatefulSetDone(workload.object);
    case 'DaemonSet': {
      const {
        desiredNumberScheduled = 0,
        updatedNumberScheduled = 0,
        numberAvailable = 0,
      } = workload.object.status ?? {};
      const isByHand = workload.object.spec.updateStrategy?.type === 'OnDelete';
      const isUpdated = isByHand || updatedNumberScheduled === desiredNumberScheduled;
      const done = isUpdated && numberAvailable === desiredNumberScheduled;
      return done || `${updatedNumberScheduled} updated, ${numberAvailable} available of ${desiredNumberScheduled}`;
    }
    case 'Job':
      return isJobDone(workload.object);
  }
}

/** What a service lacks, as far as its own status says it; empty when nothing. Cheaper than a verdict: it needs no pods. */
export function whatIsMissing(
  service:
    | { readonly kind: 'Deployment'; readonly object: Deployment }
    | { readonly kind: 'StatefulSet'; readonly object: StatefulSet },
): string {
  if (!isObserved(service.object)) return unseen;
  const done = service.kind === 'Deployment' ? isDeploymentDone(service.object) : isStatefulSetDone(service.object);
  return done === true ? '' : done;
}

function isDeploymentDone({ spec, status = {} }: Deployment): true | string {
  const { replicas: wanted = 1, paused = false } = spec;
  if (paused) return true;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if (updatedReplicas === wanted && availableReplicas === wanted && replicas === wanted) return true;
  const old = replicas - updatedReplicas;
  return `${updatedReplicas} new and ${availableReplicas} available of ${wanted}${old > 0 ? `, ${old} old` : ''}`;
}

function isStatefulSetDone(set: StatefulSet): true | string {
  const { replicas: wanted = 1, updateStrategy: { type, rollingUpdate } = {} } = set.spec;
  const {
    updatedReplicas = 0,
    readyReplicas = 0,
    availableReplicas = readyReplicas,
    updateRevision,
    currentRevision,
  } = set.status ?? {};
  // With nothing to update updatedReplicas may be absent; then the revisions are the same.
  const updated = updateRevision === currentRevision ? wanted : updatedReplicas;
  // With OnDelete somebody deletes each pod by hand; below the partition pods stay as they are.
  const toUpdate = type === 'OnDelete' ? 0 : Math.max(0, wanted - (rollingUpdate?.partition ?? 0));
  return (
    (updated >= toUpdate && availableReplicas === wanted) ||
    `${updated} new${toUpdate === wanted ? '' : ` of ${toUpdate}`} and ${availableReplicas} available of ${wanted}`
  );
}

function isJobDone({ status, spec }: Job): true | string {
  return condition(status?.conditions, 'Complete', 'True')
    ? true
    : `${status?.succeeded ?? 0} of ${spec.completions ?? 1} completed`;
}
