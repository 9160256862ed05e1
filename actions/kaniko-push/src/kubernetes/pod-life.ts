import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import { call, type Kubectl, succeed } from './kubectl.ts';
import { podLabels } from './pod.ts';
import { podRemoved } from './pod-ended.ts';
import { type PodState, podState } from './pod-state.ts';
import { explainRefusal } from './refusal.ts';

/** Milliseconds that a pod may take to start, its images pulled. */
export const startPatience = 300_000;

/** What the API server said of a pod that it took. */
export interface CreatedPod {
  readonly name: string;
  readonly uid: string;
  /** By the clock of the cluster. */
  readonly created: string;
}

interface PodObject {
  readonly metadata: { readonly name: string; readonly uid: string; readonly creationTimestamp: string };
  readonly spec: { readonly activeDeadlineSeconds?: number };
}

export async function createPod(kubectl: Kubectl, pod: object, context: Context): Promise<CreatedPod> {
  const { metadata } = (await create(kubectl, pod, 'take the pod', context)) as PodObject;
  return { name: metadata.name, uid: metadata.uid, created: metadata.creationTimestamp };
}

export async function create(kubectl: Kubectl, object: object, what: string, context: Context): Promise<unknown> {
  const input = JSON.stringify(object);
  return JSON.parse(
    await succeed(kubectl, ['create', '--filename', '-', '--output', 'json'], context, { input, what }),
  );
}

/** @throws {KanikoFailure} `executor-failed` when it does not start */
export async function awaitStart(kubectl: Kubectl, name: string, context: Context): Promise<void> {
  const until = performance.now() + startPatience;
  for (;;) {
    const state = await look(kubectl, name, context);
    if (state.kind === 'running' || state.kind === 'ended') return;
    if (state.kind === 'stuck' || performance.now() > until) {
      throw new KanikoFailure({
        code: 'executor-failed',
        headline: 'The pod for kaniko does not start',
        reason: state.why,
        advice: 'Give images that the cluster can pull as "executor" and "helper-image".',
      });
    }
    await pauseFor(500, context);
  }
}

/** How often the API server is asked again when it does not answer, as while its control plane is updated. */
const lookAgain = 10;

/** @throws {KanikoFailure} `pod-ended` when the pod is gone */
export async function look(kubectl: Kubectl, name: string, context: Context): Promise<PodState> {
  for (let attempt = 1; ; attempt++) {
    const { exitCode, stdout, stderr } = await call(kubectl, ['get', `pod/${name}`, '--output', 'json'], context);
    if (exitCode === 0) return podState(JSON.parse(stdout));
    if (/\(NotFound\)/.test(stderr)) throw podRemoved(name);
    if (attempt === lookAgain || /\((Forbidden|Unauthorized)\)/.test(stderr))
      throw new KanikoFailure(explainRefusal('show the pod', stderr));
    await pauseFor(2000, context);
  }
}

/** @throws the signal's reason when the job is cancelled meanwhile */
export async function pauseFor(milliseconds: number, { signal }: Context): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
}

/**
 * Removes pods with their Secrets, which the cluster would remove a little later. Not with the job's signal: it has to
 * happen just when that is aborted.
 */
export async function removePods(kubectl: Kubectl, names: readonly string[], context: Context): Promise<void> {
  const objects = names.flatMap((name) => [`pod/${name}`, `secret/${name}`]);
  const args = ['delete', ...objects, '--ignore-not-found', '--wait=false', '--grace-period=0', '--force'];
  const { exitCode, stderr } = await call(kubectl, args, context, { regardless: true });
  if (exitCode !== 0) context.log.warning(`Left in the cluster may be ${objects.join(', ')}: ${stderr.trim()}`);
}

/**
 * Removes pods of runs that were killed together with their runner: those that were to build the same image and whose
 * deadline was over when `own` was made. A runner that lives waits for no pod that long.
 */
export async function removeLeftovers(
  kubectl: Kubectl,
  imageName: string,
  own: CreatedPod,
  context: Context,
): Promise<void> {
  const selector = Object.entries(podLabels(imageName)).map(([name, value]) => `${name}=${value}`);
  const args = ['get', 'pods', '--selector', selector.join(','), '--output', 'json'];
  const { exitCode, stdout, stderr } = await call(kubectl, args, context);
  if (exitCode !== 0) {
    context.log.info(`Pods of earlier runs cannot be looked for: ${stderr.trim()}`);
    return;
  }
  const { items } = JSON.parse(stdout) as { items: readonly PodObject[] };
  const now = Date.parse(own.created);
  const over = items.filter(({ metadata, spec }) => {
    const deadline = spec.activeDeadlineSeconds;
    return deadline !== undefined && Date.parse(metadata.creationTimestamp) + deadline * 1000 < now;
  });
  if (over.length === 0) return;
  const names = over.map(({ metadata }) => metadata.name);
  context.log.info(`Runs that were killed left ${names.join(', ')}; removed`);
  await removePods(kubectl, names, context);
}
