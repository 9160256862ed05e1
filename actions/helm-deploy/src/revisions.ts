import type { Context } from '@slipway/runner';
import type { Evidence } from './cluster/evidence.ts';
import { diagnose } from './diagnosis.ts';
import { DeployFailure } from './failure.ts';
import type { HistoryEntry } from './helm/helm.ts';
import { whileWatchingHooks } from './hooks.ts';
import type { Inputs } from './inputs.ts';
import { summarizeEvidence } from './summary.ts';
import type { Tools } from './tools.ts';
import { forgetVerdicts, recordVerdict } from './verdicts.ts';

/** The number that Helm gives to the next revision; it counts as not proven from before it is made. */
export async function announceRevision(
  { cluster }: Tools,
  { inputs, history }: { readonly inputs: Inputs; readonly history: readonly HistoryEntry[] },
  context: Context,
): Promise<number> {
  const next = (history.at(-1)?.revision ?? 0) + 1;
  await recordVerdict(cluster, inputs, next, 'watched', context);
  return next;
}

/**
 * Rolls back to a revision: the number of the new one, which is to be watched.
 * @throws {DeployFailure} `helm-failed`, with the hook that was the cause where it was one
 */
export async function returnTo(tools: Tools, inputs: Inputs, target: number, context: Context): Promise<number> {
  const announced = await announceRevision(tools, { inputs, history: await tools.helm.history() }, context);
  const making = { operation: 'rollback', revision: announced } as const;
  let refused: DeployFailure | undefined;
  const { evidence, error } = await whileWatchingHooks(tools, making, inputs, context, async (signal) => {
    try {
      await tools.helm.rollback(target, signal);
      return undefined;
    } catch (failure) {
      if (!(failure instanceof DeployFailure)) throw failure;
      refused = failure;
      return failure.message;
    }
  });
  if (error !== undefined)
    throw evidence.length > 0 ? hookFailed(inputs, target, diagnose(evidence, {}, context)) : refused;
  return (await tools.helm.history()).at(-1)?.revision ?? announced;
}

function hookFailed({ release }: Inputs, target: number, evidence: readonly Evidence[]): DeployFailure {
  const headline = `Helm cannot roll ${release} back to revision ${target}`;
  const sentence = evidence[0]?.sentence ?? '';
  return new DeployFailure({
    ...{ code: 'helm-failed', headline, reason: sentence, summary: summarizeEvidence(evidence, '') },
    outputs: {
      ...{ result: 'failure', reason: `${headline}: ${sentence}`, 'rolled-back': 'false' },
      diagnosis: JSON.stringify(evidence),
    },
  });
}

/** Removes the release with what is known about its revisions: those of the next one have the same numbers. */
export async function removeRelease({ helm, cluster }: Tools, inputs: Inputs, context: Context): Promise<void> {
  await helm.uninstall();
  await forgetVerdicts(cluster, inputs, context);
}
