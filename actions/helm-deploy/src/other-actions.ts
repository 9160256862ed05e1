import { escapeMarkdown, table } from '@slipway/findings';
import { combine, judge, type Verdict } from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import { observe, workloadsOf } from './cluster/observe.ts';
import { DeployFailure } from './failure.ts';
import type { HistoryEntry } from './helm/helm.ts';
import { currentRevision, lastGoodRevision } from './helm/history.ts';
import type { Inputs } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import { openTools } from './preparation.ts';
import { readVerdicts, recordVerdict } from './verdicts.ts';
import { watchRollout } from './watch.ts';

/** `action: rollback`: to the given revision, or the last good one before the current; watched as a deployment is. */
export async function rollBack(inputs: Inputs, context: Context): Promise<Outputs> {
  const { helm, cluster } = await openTools(inputs, context);
  const history = await helm.history();
  const current = currentRevision(history)?.revision ?? history.at(-1)?.revision ?? 0;
  const known = history.map(({ revision }) => revision);
  const target = inputs.revision || lastGoodRevision(history, current, await readVerdicts(cluster, inputs));
  if (target === undefined || !known.includes(target)) throw noSuchRevision(inputs, known);
  await context.log.group(`Roll ${inputs.release} back to revision ${target}`, () => helm.rollback(target));
  const revision = (await helm.history()).at(-1)?.revision ?? 0;
  const [finding] = await context.log.group('Watch the rollout', async () =>
    watchRollout(cluster, workloadsOf(await helm.manifest(revision)), inputs, context),
  );
  if (finding) {
    const reason = `${inputs.release} in ${inputs.namespace}: ${finding.clause}`;
    throw new DeployFailure({
      code: 'rollout-failed',
      headline: reason,
      outputs: { result: 'failure', reason, revision: String(revision), 'rolled-back': 'false' },
    });
  }
  await recordVerdict(cluster, inputs, revision, 'good', context);
  context.log.notice(`${inputs.release} in ${inputs.namespace} runs revision ${target} again, as revision ${revision}`);
  return { result: 'success', revision, 'previous-revision': current, 'rolled-back': true };
}

/** `action: uninstall`: removes the release; one that is not there is no failure. */
export async function uninstall(inputs: Inputs, context: Context): Promise<Outputs> {
  const { helm } = await openTools(inputs, context);
  const history = await helm.history();
  if (history.length === 0)
    context.log.notice(`There is no release ${inputs.release} in ${inputs.namespace}; nothing to do`);
  else await context.log.group(`Uninstall ${inputs.release}`, () => helm.uninstall());
  return { result: 'success', 'rolled-back': false };
}

/** `action: status`: what is deployed and whether it runs; changes nothing. */
export async function showStatus(inputs: Inputs, context: Context): Promise<Outputs> {
  const { helm, cluster } = await openTools(inputs, context);
  const history = await helm.history();
  const current = currentRevision(history);
  if (current === undefined)
    throw noSuchRevision(
      inputs,
      history.map(({ revision }) => revision),
    );
  const workloads = workloadsOf(await helm.manifest(current.revision));
  const snapshots = await Promise.all(workloads.map((workload) => observe(cluster, workload, context.now())));
  const verdict = combine(
    snapshots.map(
      (snapshot): Verdict =>
        snapshot ? judge(snapshot) : { state: 'progressing', waitingFor: ['a workload is missing'] },
    ),
  );
  const state =
    verdict.state === 'succeeded'
      ? 'running'
      : verdict.state === 'failed'
        ? (verdict.findings[0]?.clause ?? 'failed')
        : verdict.waitingFor.join('; ');
  context.log.info(`${inputs.release} in ${inputs.namespace}: revision ${current.revision}, ${state}`);
  await context.summary(statusSummary(inputs, history, state));
  return {
    result: verdict.state === 'succeeded' ? 'success' : 'failure',
    revision: current.revision,
    'rolled-back': false,
    ...(verdict.state === 'succeeded' ? {} : { reason: state }),
  };
}

function statusSummary(inputs: Inputs, history: readonly HistoryEntry[], state: string): string {
  const rows = history.slice(-10).toReversed();
  const cells = rows.map(({ revision, status, updated, description }) => [
    String(revision),
    status,
    updated.slice(0, 19),
    escapeMarkdown(description),
  ]);
  return `### ${escapeMarkdown(`${inputs.release} in ${inputs.namespace}: ${state}`)}\n\n${table(['revision', 'status', 'since', 'what'], cells)}`;
}

function noSuchRevision(inputs: Inputs, known: readonly number[]): DeployFailure {
  const wanted = inputs.revision === 0 ? 'no good earlier revision' : `no revision ${inputs.revision}`;
  const allowed = known.length === 0 ? 'none, there is no such release' : known.join(', ');
  return new DeployFailure({
    code: 'no-such-revision',
    headline: `Release ${inputs.release} in ${inputs.namespace} has ${wanted}; allowed: ${allowed}`,
  });
}
