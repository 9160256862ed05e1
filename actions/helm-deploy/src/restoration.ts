import { formatDuration } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { objectsOf } from './cluster/objects.ts';
import { watchRollback } from './forced-rollback.ts';
import { wayBack } from './helm/history.ts';
import type { Inputs } from './inputs.ts';
import { removeRelease, returnTo } from './revisions.ts';
import type { Tools } from './tools.ts';
import { readVerdicts, recordVerdict } from './verdicts.ts';

/** What became of a deployment that failed. */
export interface Aftermath {
  readonly rolledBack: boolean;
  /** Helm revision that is in force now; undefined when the release was removed or never was. */
  readonly revision: number | undefined;
  readonly sentence: string;
}

/** What failed: its revision, undefined when Helm stored none, and the one in force before. */
export interface Failed {
  readonly inputs: Inputs;
  readonly failed: number | undefined;
  readonly before: number | undefined;
}

/**
 * Restores the last good revision and watches it as a deployment is watched; a first deployment is removed, and only that.
 * Nothing is touched that this deployment did not make. What goes wrong here is said beside the deployment's own failure, and
 * never in its place.
 */
export async function restore(tools: Tools, { inputs, failed, before }: Failed, context: Context): Promise<Aftermath> {
  if (failed === undefined) return { rolledBack: false, revision: before, sentence: 'Helm changed nothing' };
  if (inputs.onFailure === 'keep') {
    return { rolledBack: false, revision: failed, sentence: `Revision ${failed} was left as it is (on-failure: keep)` };
  }
  try {
    return await restoreLastGood(tools, inputs, failed, context);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const reason = error instanceof Error ? error.message.replace('\n', ': ').replaceAll('\n', ' ') : String(error);
    return { rolledBack: false, revision: failed, sentence: `It could not be rolled back: ${reason}` };
  }
}

async function restoreLastGood(tools: Tools, inputs: Inputs, failed: number, context: Context): Promise<Aftermath> {
  const { helm, cluster } = tools;
  const way = wayBack(await helm.history(), failed, await readVerdicts(cluster, inputs, context));
  if (way.kind === 'stay' || (way.kind === 'remove' && inputs.onFirstFailure === 'keep')) {
    const why =
      way.kind === 'remove'
        ? '(on-first-failure: keep)'
        : 'and not removed, because something that was there before it may run; action: uninstall removes it';
    const sentence = `No earlier revision was good; revision ${failed} was left as it is ${why}`;
    return { rolledBack: false, revision: failed, sentence };
  }
  if (way.kind === 'remove') {
    await removeRelease(tools, inputs, context);
    return {
      rolledBack: false,
      revision: undefined,
      sentence: 'No earlier revision was good, so the release has been removed',
    };
  }
  const good = way.revision;
  const start = context.now().getTime();
  const revision = await returnTo(tools, inputs, good, context);
  const settings = { ...inputs, bakeTime: 0 };
  const {
    findings: [finding],
    deleted,
    byHand,
  } = await watchRollback(cluster, objectsOf(await helm.manifest(revision)), settings, context);
  if (finding) {
    await recordVerdict(cluster, inputs, revision, 'failed', context);
    const sentence = `The rollback to revision ${good} failed too: ${finding.clause}`;
    return { rolledBack: false, revision, sentence: byHand === '' ? sentence : `${sentence}. ${byHand}` };
  }
  await recordVerdict(cluster, inputs, revision, 'good', context);
  const duration = formatDuration(context.now().getTime() - start);
  return {
    rolledBack: true,
    revision,
    sentence: `Revision ${good} was restored as revision ${revision} and runs again (${duration})${withoutPods(deleted)}`,
  };
}

const withoutPods = (names: readonly string[]) =>
  names.length === 0 ? '' : `; its StatefulSet waited for ${names.join(', ')}, which had to be deleted`;
