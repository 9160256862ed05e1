import type { Context } from '@slipway/runner';
import { DeployFailure } from './failure.ts';
import type { Helm } from './helm/helm.ts';
import { lastGoodRevision, pendingEntry } from './helm/history.ts';
import type { Inputs } from './inputs.ts';

/**
 * A deployment that was killed leaves its release in a pending state, and Helm refuses every further one. It is rolled
 * back to the last good revision, or removed when it was the first.
 */
export async function recoverPending(helm: Helm, inputs: Inputs, context: Context): Promise<void> {
  const history = await helm.history();
  const pending = pendingEntry(history);
  if (pending === undefined) return;
  const state = `Revision ${pending.revision} of ${inputs.release} in ${inputs.namespace} is ${pending.status} since ${pending.updated}`;
  if (!inputs.recoverPending) {
    throw new DeployFailure({
      code: 'release-pending',
      headline: state,
      advice: 'Another deployment is under way, or was killed; in that case set recover-pending to true.',
    });
  }
  const good = lastGoodRevision(history, pending.revision);
  context.log.warning(
    `${state}: its deployment was killed. ${good === undefined ? 'It was the first and is removed' : `Rolled back to revision ${good}`} before this one.`,
  );
  if (good === undefined) await helm.uninstall();
  else await helm.rollback(good);
}
