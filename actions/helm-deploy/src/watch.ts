import { setTimeout as wait } from 'node:timers/promises';
import { type Cluster, ClusterFailure } from '@slipway/cluster';
import { formatDuration } from '@slipway/findings';
import { request } from '@slipway/http';
import { type Finding, isReady, newestPods, type Snapshot, type Verdict, whyNotReady } from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import type { ReleaseObjects } from './cluster/objects.ts';
import { ObservedRelease } from './cluster/release.ts';

export interface WatchSettings {
  /** Milliseconds. */
  readonly timeout: number;
  readonly healthUrl: string;
  /** Milliseconds. */
  readonly bakeTime: number;
  readonly maxRestarts: number;
  /** Milliseconds for which pods may have no node, and claims no volume. */
  readonly schedulingGrace: number;
}

/** Milliseconds after which it is looked again although nothing has changed, as far as streams tell. */
const resync = 2000;
/** Milliseconds between two questions to a health URL, or two looks while nothing should change. */
const interval = 1000;

/** What a watch came to. */
export interface Watched {
  /** None is success. */
  readonly findings: readonly Finding[];
  /** No proof of anything; to be said beside findings. */
  readonly warnings: readonly Finding[];
  /** What was waited for, with the time since the beginning: `2.1 s: Deployment/web: 0 new and 1 available of 1`. */
  readonly timeline: readonly string[];
}

/** Watches until the release runs as wanted, or until there is proof that it will not. */
export async function watchRollout(
  cluster: Cluster,
  objects: ReleaseObjects,
  settings: WatchSettings,
  context: Context,
): Promise<Watched> {
  const release = new ObservedRelease(cluster, objects, settings.schedulingGrace, context);
  try {
    const timeline: string[] = [];
    const findings = await watch(release, settings, timeline, context);
    const warnings = await release.warnings();
    for (const { clause } of warnings) context.log.info(clause);
    release.sayWhatIsUnjudged();
    return { findings, warnings, timeline };
  } finally {
    release.close();
  }
}

async function watch(
  release: ObservedRelease,
  settings: WatchSettings,
  timeline: string[],
  context: Context,
): Promise<readonly Finding[]> {
  const { log, signal } = context;
  const start = context.now().getTime();
  const deadline = start + settings.timeout;
  let said = '';
  const tell = (what: string) => {
    const line = `${formatDuration(context.now().getTime() - start)}: ${what}`;
    log.info(line);
    timeline.push(line);
  };
  for (;;) {
    // An API server that is restarted says nothing about the rollout; the time that is left decides.
    const verdict = await release
      .look()
      .catch((error: unknown): Verdict => ({ state: 'progressing', waitingFor: [outage(error, signal).headline] }));
    if (verdict.state === 'failed') return verdict.findings;
    if (verdict.state === 'succeeded') break;
    const waitingFor = verdict.waitingFor.join('; ');
    if (waitingFor !== said) tell(waitingFor);
    said = waitingFor;
    if (context.now().getTime() > deadline) return timedOut(release, verdict, settings.timeout);
    await release.nextChange(resync);
  }
  tell('all pods of the new version are available');
  const unhealthy = await askHealthUrl(settings.healthUrl, deadline, context);
  return unhealthy.length > 0 ? unhealthy : bake(release, settings, context);
}

/** The cluster does not answer for the moment; any other error is thrown. */
function outage(error: unknown, signal: AbortSignal): ClusterFailure {
  if (!(error instanceof ClusterFailure) || error.code === 'cluster-denied' || signal.aborted) throw error;
  return error;
}

/**
 * The time is up. Named is a pod that is not ready, with its own reason, so that its log is collected as well; before it the
 * claim that it waits for, and after it what else is not as it should be.
 */
async function timedOut(
  release: ObservedRelease,
  { waitingFor, suspects = [] }: Verdict & { state: 'progressing' },
  timeout: number,
): Promise<readonly Finding[]> {
  const late = suspects.map((finding) => ({
    ...finding,
    clause: `not complete within ${formatDuration(timeout)}: ${finding.clause}`,
  }));
  const isClaim = ({ code }: Finding) => code === 'volume-unbound';
  const pod = waitingPod(await release.workloads().catch(() => []), waitingFor.join('; '), timeout);
  if (pod) return [...late.filter(isClaim), pod, ...late.filter((finding) => !isClaim(finding))];
  if (late.length > 0) return late;
  const clause = `not complete within ${formatDuration(timeout)}: ${waitingFor.join('; ')}`;
  const object = /^[A-Z]\w*\/[^:\s]+/.exec(waitingFor[0] ?? '')?.[0] ?? 'Release';
  return [{ code: 'timeout', object, clause }];
}

function waitingPod(workloads: readonly Snapshot[], waitingFor: string, timeout: number): Finding | undefined {
  for (const snapshot of workloads) {
    const { kind, object: workload } = snapshot.workload;
    const { namespace } = workload.metadata;
    const object = `${kind}/${workload.metadata.name}`;
    const pod = newestPods(snapshot).find((candidate) => !isReady(candidate));
    if (!pod) continue;
    const { name } = pod.metadata;
    const where = { object, pod: name, ...(namespace && { namespace }) };
    const { container, why } = whyNotReady(pod, snapshot.events.get(name) ?? []);
    if (container === undefined) {
      const clause = `not complete within ${formatDuration(timeout)}: ${waitingFor}: ${why}`;
      return { code: 'timeout', ...where, clause };
    }
    const clause = `container "${container}" is not ready after ${formatDuration(timeout)}: ${why || waitingFor}`;
    return { code: 'timeout', ...where, container, clause };
  }
  return undefined;
}

/** The service itself says that it works. A refused connection is asked again until the time is up. */
async function askHealthUrl(url: string, deadline: number, context: Context): Promise<readonly Finding[]> {
  if (url === '') return [];
  for (;;) {
    const options = { retries: 0, timeout: 5000, signal: context.signal };
    const answer = await request(url, options).then(
      ({ status }) => (status >= 200 && status < 300 ? undefined : `answers ${status}`),
      (error: Error) => error.message.split('\n').at(-1) ?? error.message,
    );
    if (answer === undefined) {
      context.log.info(`${url} answers`);
      return [];
    }
    if (context.now().getTime() > deadline)
      return [{ code: 'health-url', object: url, clause: `${url} does not answer with success: ${answer}` }];
    await wait(interval, undefined, { signal: context.signal });
  }
}

/** Watches on for a while: a version that crashes under its first load is no success. */
async function bake(release: ObservedRelease, settings: WatchSettings, context: Context): Promise<readonly Finding[]> {
  if (settings.bakeTime === 0) return [];
  let before: ReadonlyMap<string, number> | undefined;
  const end = context.now().getTime() + settings.bakeTime;
  context.log.info(`watching on for ${formatDuration(settings.bakeTime)}, ${settings.maxRestarts} restarts accepted`);
  for (;;) {
    const seen = await release.workloads().then(
      (workloads) => workloads.flatMap(restartsIn),
      (error: unknown) => {
        const failure = outage(error, context.signal);
        if (context.now().getTime() > end + settings.timeout) throw failure;
        context.log.info(failure.headline);
      },
    );
    if (seen) before ??= new Map(seen.map(({ key, restarts }) => [key, restarts]));
    for (const { key, restarts, ...where } of seen ?? []) {
      const since = restarts - (before?.get(key) ?? 0);
      if (since <= settings.maxRestarts) continue;
      const clause = `container "${where.container}" was restarted ${since} times within the bake time; ${settings.maxRestarts} are accepted`;
      return [{ code: 'restarts', object: `Pod/${where.pod}`, ...where, clause }];
    }
    // What happened while the cluster was away is seen when it is back.
    if (seen && context.now().getTime() >= end) return [];
    await wait(interval, undefined, { signal: context.signal });
  }
}

function restartsIn(snapshot: Snapshot) {
  return newestPods(snapshot).flatMap((pod) =>
    (pod.status?.containerStatuses ?? []).map(({ name, restartCount }) => ({
      key: `${pod.metadata.uid}/${name}`,
      pod: pod.metadata.name,
      namespace: pod.metadata.namespace ?? '',
      container: name,
      restarts: restartCount,
    })),
  );
}
