import { setTimeout as wait } from 'node:timers/promises';
import { formatDuration } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { DeployFailure } from './failure.ts';
import type { Helm, HistoryEntry } from './helm/helm.ts';
import { currentRevision, pendingEntry, wayBack } from './helm/history.ts';
import type { Inputs } from './inputs.ts';
import { removeRelease, returnTo } from './revisions.ts';
import type { Tools } from './tools.ts';
import type { Turn } from './turn.ts';
import { readVerdicts } from './verdicts.ts';

/**
 * Milliseconds for which a pending release may stay as it is before it counts as killed: its deployment is one by something
 * else than slipway, or ours would hold the turn.
 */
const grace = 120_000;

/** Milliseconds after which it counts as killed at once; the time is by the clock of the machine that deployed, which may be wrong. */
const old = 15 * 60_000;

/**
 * A deployment that was killed leaves its release in a pending state, and Helm refuses every further one. It is rolled
 * back to the last good revision, or removed when it was the first; but not while it may still be under way. A removal that
 * was killed is brought to its end.
 * @param foreseen the history, where it was read already
 */
export async function recoverPending(
  tools: Tools,
  inputs: Inputs,
  turn: Turn,
  context: Context,
  foreseen?: readonly HistoryEntry[],
): Promise<readonly HistoryEntry[]> {
  if (foreseen && pendingEntry(foreseen) === undefined) return foreseen;
  const { history, pending } = await pendingAfterGrace(tools.helm, inputs, turn, context);
  if (pending === undefined) return history;
  const remedy = await remedyFor(pending, history, tools, inputs, context);
  const [work, done] =
    pending.status === 'uninstalling'
      ? ['its removal', 'It is removed']
      : [
          'its deployment',
          remedy === 'remove' ? 'It was the first and is removed' : `Rolled back to revision ${remedy}`,
        ];
  context.log.warning(`${stateOf(pending, inputs)}: ${work} was killed. ${done} before this one.`);
  if (remedy === 'remove') await removeRelease(tools, inputs, context);
  else await returnTo(tools, inputs, remedy, context);
  return tools.helm.history();
}

/** Where nothing is known to be good, what is in force is applied once more, as Helm only wants an end to it. */
async function remedyFor(
  pending: HistoryEntry,
  history: readonly HistoryEntry[],
  { cluster }: Tools,
  inputs: Inputs,
  context: Context,
): Promise<'remove' | number> {
  if (pending.status === 'uninstalling') return 'remove';
  const way = wayBack(history, pending.revision, await readVerdicts(cluster, inputs, context));
  if (way.kind === 'remove') return 'remove';
  return way.kind === 'return' ? way.revision : (currentRevision(history)?.revision ?? pending.revision);
}

async function pendingAfterGrace(
  helm: Helm,
  inputs: Inputs,
  turn: Turn,
  context: Context,
): Promise<{ readonly history: readonly HistoryEntry[]; readonly pending: HistoryEntry | undefined }> {
  let seen: { readonly revision: number; readonly since: number } | undefined;
  for (;;) {
    const history = await helm.history();
    const pending = pendingEntry(history);
    if (pending === undefined) return { history, pending };
    if (!inputs.recoverPending) {
      throw new DeployFailure({
        code: 'release-pending',
        headline: stateOf(pending, inputs),
        advice: 'Another deployment is under way, or was killed; in that case set recover-pending to true.',
      });
    }
    const now = context.now().getTime();
    if (turn.tookOver || now - Date.parse(pending.updated) > old) return { history, pending };
    if (seen?.revision !== pending.revision) {
      seen = { revision: pending.revision, since: now };
      context.log.info(
        `${stateOf(pending, inputs)}; another deployment may be under way, waiting ${formatDuration(grace)} at most`,
      );
    }
    if (now - seen.since > grace) return { history, pending };
    await wait(2000, undefined, { signal: context.signal });
  }
}

function stateOf({ revision, status, updated }: HistoryEntry, { release, namespace }: Inputs): string {
  return `Revision ${revision} of ${release} in ${namespace} is ${status} since ${updated}`;
}
