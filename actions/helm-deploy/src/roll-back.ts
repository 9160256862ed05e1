import type { Context } from '@slipway/runner';
import { collectEvidence } from './cluster/evidence.ts';
import { objectsOf } from './cluster/objects.ts';
import { diagnose } from './diagnosis.ts';
import { DeployFailure, noSuchRevision } from './failure.ts';
import { watchRollback } from './forced-rollback.ts';
import { currentRevision, lastGoodRevision } from './helm/history.ts';
import { imageOf } from './helm/release-note.ts';
import type { Inputs } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import { recoverPending } from './recovery.ts';
import { returnTo } from './revisions.ts';
import { summarizeEvidence } from './summary.ts';
import { reachTools, type Tools } from './tools.ts';
import { inTurn, type Turn } from './turn.ts';
import { readVerdicts, recordVerdict } from './verdicts.ts';

/** `action: rollback`: to the given revision, or the last good one before the current; watched as a deployment is. */
export async function rollBack(inputs: Inputs, context: Context): Promise<Outputs> {
  const tools = await reachTools(inputs, context);
  // Before anything is written: of what is not there no turn can be taken either.
  if ((await tools.helm.history()).length === 0) throw noSuchRevision(inputs, []);
  return inTurn(tools.cluster, inputs, context, async (turn) => {
    await recoverPending(tools, inputs, turn, context);
    return change(tools, { inputs, turn }, context);
  });
}

async function change(
  tools: Tools,
  { inputs, turn }: { readonly inputs: Inputs; readonly turn: Turn },
  context: Context,
): Promise<Outputs> {
  const { helm, cluster } = tools;
  const history = await helm.history();
  const current = currentRevision(history)?.revision ?? history.at(-1)?.revision ?? 0;
  const known = history.map(({ revision }) => revision);
  const target = inputs.revision || lastGoodRevision(history, current, await readVerdicts(cluster, inputs, context));
  if (target === undefined || !known.includes(target)) throw noSuchRevision(inputs, known);
  const revision = await context.log.group(`Roll ${inputs.release} back to revision ${target}`, () =>
    returnTo(tools, inputs, target, context),
  );
  const watched = await context.log.group('Watch the rollout', async () =>
    watchRollback(cluster, objectsOf(await helm.manifest(revision)), inputs, context),
  );
  if (watched.findings.length > 0) {
    if (turn.isOurs()) await recordVerdict(cluster, inputs, revision, 'failed', context);
    const collected = await collectEvidence(cluster, inputs.namespace, watched, context);
    const evidence = diagnose(collected, { timeline: watched.timeline, differences: [] }, context);
    const reason = `${inputs.release} in ${inputs.namespace}, back at revision ${target}: ${evidence[0]?.sentence}`;
    throw new DeployFailure({
      code: 'rollout-failed',
      headline: reason,
      advice: watched.byHand || `Revision ${revision} was left as it is; choose another with the input revision.`,
      summary: summarizeEvidence(evidence, ''),
      outputs: {
        result: 'failure',
        reason,
        revision: String(revision),
        'previous-revision': String(current),
        'rolled-back': 'false',
        diagnosis: JSON.stringify(evidence),
      },
    });
  }
  if (turn.isOurs()) await recordVerdict(cluster, inputs, revision, 'good', context);
  context.log.notice(`${inputs.release} in ${inputs.namespace} runs revision ${target} again, as revision ${revision}`);
  return {
    result: 'success',
    revision,
    'previous-revision': current,
    'rolled-back': true,
    ...imageOf(await helm.history(), revision),
  };
}
