import { formatDuration } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { workloadsOf } from './cluster/observe.ts';
import { lastGoodRevision } from './helm/history.ts';
import type { Inputs } from './inputs.ts';
import type { Tools } from './preparation.ts';
import { watchRollout } from './watch.ts';

/** What became of a deployment that failed. */
export interface Aftermath {
  readonly rolledBack: boolean;
  /** Helm revision that is in force now; undefined when the release was removed. */
  readonly revision: number | undefined;
  readonly sentence: string;
}

/** Restores the last good revision and watches it as a deployment is watched; a first deployment is removed. */
export async function restore(
  { helm, cluster }: Tools,
  { inputs, before, failed }: { readonly inputs: Inputs; readonly before: number | undefined; readonly failed: number },
  context: Context,
): Promise<Aftermath> {
  if (inputs.onFailure === 'keep')
    return { rolledBack: false, revision: failed, sentence: `Revision ${failed} was left as it is (on-failure: keep)` };
  const history = await helm.history();
  const good = lastGoodRevision(history, failed);
  if (good === undefined) {
    if (history.length > 0) await helm.uninstall();
    return {
      rolledBack: false,
      revision: undefined,
      sentence:
        before === undefined
          ? 'It was the first deployment and has been removed'
          : 'No earlier revision was good; the release has been removed',
    };
  }
  const start = context.now().getTime();
  try {
    await helm.rollback(good);
  } catch (error) {
    // The deployment's own failure is what the user has to learn first.
    const reason = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);
    return { rolledBack: false, revision: failed, sentence: `The rollback to revision ${good} failed too: ${reason}` };
  }
  const revision = (await helm.history()).at(-1)?.revision ?? failed;
  const settings = { timeout: inputs.timeout, healthUrl: inputs.healthUrl, bakeTime: 0, maxRestarts: 0 };
  const findings = await watchRollout(cluster, workloadsOf(await helm.manifest(revision)), settings, context);
  const [finding] = findings;
  if (finding)
    return { rolledBack: false, revision, sentence: `The rollback to revision ${good} failed too: ${finding.clause}` };
  const duration = formatDuration(context.now().getTime() - start);
  return {
    rolledBack: true,
    revision,
    sentence: `Revision ${good} was restored as revision ${revision} and runs again (${duration})`,
  };
}
