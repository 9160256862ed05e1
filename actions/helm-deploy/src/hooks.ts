import { setTimeout as wait } from 'node:timers/promises';
import { ClusterFailure } from '@slipway/cluster';
import { type Finding, hooksOf, type Operation } from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import { collectEvidence, type Evidence } from './cluster/evidence.ts';
import { startClock } from './cluster/hook-settings.ts';
import { ObservedHooks } from './cluster/hooks.ts';
import { objectsOf } from './cluster/objects.ts';
import type { Inputs } from './inputs.ts';
import type { Tools } from './tools.ts';

/** Milliseconds between two looks at hooks of which nothing has changed, and between two questions which hooks there are. */
const interval = 1000;

/** The revision that Helm makes. */
export interface Making {
  readonly operation: Operation;
  readonly revision: number;
}

export interface HookedResult {
  /** What Helm says went wrong, if something did. */
  readonly error: string | undefined;
  /** Against the hook that was the cause, collected while its pods were there; empty when none was. */
  readonly evidence: readonly Evidence[];
}

/**
 * Runs Helm, and looks at the hooks that it waits for. On proof that one will not succeed the evidence is collected and Helm
 * ended, which would wait for its whole timeout; the release is left pending or failed, to be restored.
 * @param work calls Helm, which the signal ends; resolves to what went wrong
 */
export async function whileWatchingHooks(
  tools: Tools,
  making: Making,
  inputs: Inputs,
  context: Context,
  work: (signal: AbortSignal) => Promise<string | undefined>,
): Promise<HookedResult> {
  const doomed = new AbortController();
  const ended = new AbortController();
  const watch = new HookWatch(tools, making, inputs, context);
  const watching = watch.untilDoomed(ended.signal).then((evidence) => {
    if (evidence.length > 0) doomed.abort();
    return evidence;
  });
  // Whoever is told of an error by Helm is told that one.
  watching.catch(() => {});
  const error = await work(doomed.signal)
    .catch((reason: unknown) => {
      if (!doomed.signal.aborted || context.signal.aborted) throw reason;
      return 'ended, because a hook cannot succeed';
    })
    .finally(() => ended.abort());
  if (error === undefined) return { error, evidence: [] };
  const evidence = await watching;
  if (doomed.signal.aborted) await watch.removeFailed();
  return { error, evidence: evidence.length > 0 ? evidence : await watch.explain(error) };
}

class HookWatch {
  readonly #tools: Tools;
  readonly #making: Making;
  readonly #inputs: Inputs;
  readonly #context: Context;
  readonly #times: Promise<Awaited<ReturnType<typeof startClock>> | undefined>;
  #hooks: ObservedHooks | undefined;

  constructor(tools: Tools, making: Making, inputs: Inputs, context: Context) {
    this.#tools = tools;
    this.#making = making;
    this.#inputs = inputs;
    this.#context = context;
    this.#times = ifClusterAnswers(startClock(tools.cluster, context), undefined);
    // Whoever asks for them learns of it; nobody does when the run is cancelled or Helm is done before.
    this.#times.catch(() => {});
  }

  /** Evidence against hooks that cannot succeed; none when `ended` comes before. */
  async untilDoomed(ended: AbortSignal): Promise<readonly Evidence[]> {
    let said = '';
    const isOver = new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve(), { once: true }));
    const pause = () => wait(interval, undefined, { signal: ended }).catch(() => {});
    await pause();
    while (!ended.aborted && this.#hooks === undefined) {
      if (!(await this.#find())) await pause();
    }
    if (this.#hooks === undefined || this.#hooks.watched.length === 0) return [];
    const changes = this.#tools.cluster.watch(this.#hooks.watched);
    try {
      while (!ended.aborted) {
        const { findings, waitingFor } = await ifClusterAnswers(this.#hooks.look(), nothing);
        if (findings.length > 0) return await this.#evidence(findings);
        const waiting = waitingFor.join('; ');
        if (waiting !== '' && waiting !== said) this.#context.log.info(`hook ${waiting}`);
        said = waiting;
        await Promise.race([changes.next(interval), isOver]);
      }
    } finally {
      changes.close();
    }
    return [];
  }

  /** Evidence against the hook because of which Helm has given up; none when it was no hook. */
  async explain(error: string): Promise<readonly Evidence[]> {
    if (this.#hooks === undefined) await this.#find();
    const finding = await ifClusterAnswers(this.#hooks?.explain(error) ?? Promise.resolve(undefined), undefined);
    return finding === undefined ? [] : this.#evidence([finding]);
  }

  /** What Helm, which was ended, does by the hooks' delete policy. */
  async removeFailed(): Promise<void> {
    const removed = await ifClusterAnswers(this.#hooks?.removeFailed() ?? Promise.resolve([]), []);
    for (const name of removed) this.#context.log.info(`hook ${name} removed, by its delete policy hook-failed`);
  }

  /** Helm knows them once it has stored the revision. */
  async #find(): Promise<boolean> {
    const { helm, cluster } = this.#tools;
    const { operation, revision } = this.#making;
    const times = await this.#times;
    const objects = await helm.hooks(revision);
    if (times === undefined || objects === undefined) return false;
    const hooks = hooksOf(objects, operation);
    const manifest = hooks.length === 0 ? [] : await helm.manifest(revision).catch(() => []);
    const { promisedSecrets } = objectsOf([...objects, ...manifest]);
    const { schedulingGrace } = this.#inputs;
    this.#hooks = new ObservedHooks(cluster, hooks, { ...times, schedulingGrace, promisedSecrets, manifest });
    return true;
  }

  #evidence(findings: readonly Finding[]): Promise<Evidence[]> {
    const { cluster } = this.#tools;
    const { hide } = this.#context;
    const knownLog = (finding: Finding) => this.#hooks?.logOf(finding) ?? [];
    return collectEvidence(cluster, this.#inputs.namespace, { findings, warnings: [] }, { hide, knownLog });
  }
}

const nothing = { findings: [], waitingFor: [] } as const;

/** Without an answer Helm decides, as it would without anybody who looks. */
function ifClusterAnswers<T, U>(answer: Promise<T>, otherwise: U): Promise<T | U> {
  return answer.catch((error: unknown) => {
    if (!(error instanceof ClusterFailure)) throw error;
    return otherwise;
  });
}
