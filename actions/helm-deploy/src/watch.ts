import { setTimeout as wait } from 'node:timers/promises';
import { type Cluster, ClusterFailure } from '@slipway/cluster';
import { formatDuration } from '@slipway/findings';
import { request } from '@slipway/http';
import {
  combine,
  type Finding,
  isReady,
  judge,
  newestPods,
  type Snapshot,
  type Verdict,
  whyNotReady,
} from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import { observe, type WorkloadName } from './cluster/observe.ts';

export interface WatchSettings {
  /** Milliseconds. */
  readonly timeout: number;
  readonly healthUrl: string;
  /** Milliseconds. */
  readonly bakeTime: number;
  readonly maxRestarts: number;
}

/** Milliseconds between two looks. */
const interval = 1000;

/**
 * Watches until the workloads run as wanted, or until there is proof that they will not. Returns the findings; none is
 * success.
 */
export async function watchRollout(
  cluster: Cluster,
  workloads: readonly WorkloadName[],
  settings: WatchSettings,
  context: Context,
): Promise<readonly Finding[]> {
  const { log, signal } = context;
  const start = context.now().getTime();
  const deadline = start + settings.timeout;
  let said = '';
  for (;;) {
    const verdict = await look(cluster, workloads, context).catch((error: unknown): Verdict => {
      // An API server that is restarted says nothing about the rollout; the time that is left decides.
      if (!(error instanceof ClusterFailure) || error.code === 'cluster-denied' || signal.aborted) throw error;
      return { state: 'progressing', waitingFor: [error.headline] };
    });
    if (verdict.state === 'failed') return verdict.findings;
    if (verdict.state === 'succeeded') break;
    const waitingFor = verdict.waitingFor.join('; ');
    if (waitingFor !== said) log.info(`${formatDuration(context.now().getTime() - start)}: ${waitingFor}`);
    said = waitingFor;
    if (context.now().getTime() > deadline)
      return [await timedOut(cluster, workloads, waitingFor, settings.timeout, context)];
    await wait(interval, undefined, { signal });
  }
  log.info(`${formatDuration(context.now().getTime() - start)}: all pods of the new version are available`);
  const unhealthy = await askHealthUrl(settings.healthUrl, deadline, context);
  return unhealthy.length > 0 ? unhealthy : bake(cluster, workloads, settings, context);
}

async function look(cluster: Cluster, workloads: readonly WorkloadName[], context: Context): Promise<Verdict> {
  const snapshots = await Promise.all(workloads.map((workload) => observe(cluster, workload, context.now())));
  return combine(
    snapshots.map((snapshot, index): Verdict => {
      const { kind, name } = workloads[index] ?? { kind: '', name: '' };
      return snapshot ? judge(snapshot) : { state: 'progressing', waitingFor: [`${kind}/${name}: not there yet`] };
    }),
  );
}

/** The time is up: named is a pod that is not ready, with its own reason, so that its log is collected as well. */
async function timedOut(
  cluster: Cluster,
  workloads: readonly WorkloadName[],
  waitingFor: string,
  timeout: number,
  context: Context,
): Promise<Finding> {
  const [first] = workloads;
  const object = `${first?.kind ?? 'Release'}/${first?.name ?? ''}`;
  const clause = `not complete within ${formatDuration(timeout)}: ${waitingFor}`;
  const snapshots = await Promise.all(workloads.map((workload) => observe(cluster, workload, context.now()))).catch(
    () => [],
  );
  for (const snapshot of snapshots) {
    const pod = snapshot && newestPods(snapshot).find((candidate) => !isReady(candidate));
    if (!pod) continue;
    const { name } = pod.metadata;
    const { container, why } = whyNotReady(pod, snapshot.events.get(name) ?? []);
    if (container === undefined) return { code: 'timeout', object, pod: name, clause: `${clause}: ${why}` };
    const known = why === '' ? waitingFor : why;
    return {
      code: 'timeout',
      object,
      pod: name,
      container,
      clause: `container "${container}" is not ready after ${formatDuration(timeout)}: ${known}`,
    };
  }
  return { code: 'timeout', object, clause };
}

/** The service itself says that it works. A refused connection is asked again until the time is up. */
async function askHealthUrl(url: string, deadline: number, context: Context): Promise<readonly Finding[]> {
  if (url === '') return [];
  for (;;) {
    const options = { retries: 0, timeout: 5000, signal: context.signal };
    const answer = await request(url, options).then(
      ({ status }) => (status === 200 ? undefined : `answers ${status}`),
      (error: Error) => error.message.split('\n').at(-1) ?? error.message,
    );
    if (answer === undefined) {
      context.log.info(`${url} answers 200`);
      return [];
    }
    if (context.now().getTime() > deadline)
      return [{ code: 'health-url', object: url, clause: `${url} does not answer with 200: ${answer}` }];
    await wait(interval, undefined, { signal: context.signal });
  }
}

/** Watches on for a while: a version that crashes under its first load is no success. */
async function bake(
  cluster: Cluster,
  workloads: readonly WorkloadName[],
  settings: WatchSettings,
  context: Context,
): Promise<readonly Finding[]> {
  if (settings.bakeTime === 0) return [];
  const restartsAt = async () =>
    (await Promise.all(workloads.map((workload) => observe(cluster, workload, context.now())))).flatMap((snapshot) =>
      snapshot ? restartsIn(snapshot) : [],
    );
  const before = new Map((await restartsAt()).map(({ key, restarts }) => [key, restarts]));
  const end = context.now().getTime() + settings.bakeTime;
  context.log.info(`watching on for ${formatDuration(settings.bakeTime)}, ${settings.maxRestarts} restarts accepted`);
  while (context.now().getTime() < end) {
    await wait(interval, undefined, { signal: context.signal });
    for (const { key, restarts, pod, container } of await restartsAt()) {
      const since = restarts - (before.get(key) ?? 0);
      if (since > settings.maxRestarts) {
        return [
          {
            code: 'restarts',
            object: `Pod/${pod}`,
            pod,
            container,
            clause: `container "${container}" was restarted ${since} times within the bake time; ${settings.maxRestarts} are accepted`,
          },
        ];
      }
    }
  }
  return [];
}

function restartsIn(snapshot: Snapshot) {
  return newestPods(snapshot).flatMap((pod) =>
    (pod.status?.containerStatuses ?? []).map(({ name, restartCount }) => ({
      key: `${pod.metadata.uid}/${name}`,
      pod: pod.metadata.name,
      container: name,
      restarts: restartCount,
    })),
  );
}
