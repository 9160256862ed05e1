import type { Context } from '@slipway/runner';
import type { HistoryEntry } from './helm/helm.ts';
import type { Inputs } from './inputs.ts';
import type { Tools } from './preparation.ts';
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

/** Rolls back to a revision: the number of the new one, which is to be watched. */
export async function returnTo(tools: Tools, inputs: Inputs, target: number, context: Context): Promise<number> {
  const announced = await announceRevision(tools, { inputs, history: await tools.helm.history() }, context);
  await tools.helm.rollback(target);
  return (await tools.helm.history()).at(-1)?.revision ?? announced;
}

/** Removes the release with what is known about its revisions: those of the next one have the same numbers. */
export async function removeRelease({ helm, cluster }: Tools, inputs: Inputs, context: Context): Promise<void> {
  await helm.uninstall();
  await forgetVerdicts(cluster, inputs, context);
}
