import { formatDuration } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { collectEvidence, type Evidence } from './cluster/evidence.ts';
import { objectsOf } from './cluster/objects.ts';
import { diagnose, whatChanged } from './diagnosis.ts';
import { DeployFailure } from './failure.ts';
import { stillTrue } from './foresight.ts';
import type { HistoryEntry, Upgraded } from './helm/helm.ts';
import { currentRevision } from './helm/history.ts';
import type { ManifestObject } from './helm/manifest.ts';
import { writeNote } from './helm/release-note.ts';
import { whileWatchingHooks } from './hooks.ts';
import type { Inputs } from './inputs.ts';
import { adviseOn, notApplied } from './not-applied.ts';
import type { Outputs } from './outputs.ts';
import { type Preparation, prepare } from './preparation.ts';
import { recoverPending } from './recovery.ts';
import { type Aftermath, restore } from './restoration.ts';
import { announceRevision } from './revisions.ts';
import { subjectOf, summarizeEvidence, summarizeSuccess } from './summary.ts';
import { inTurn, type Turn } from './turn.ts';
import { forgetVerdicts, type RecordedVerdict, recordVerdict } from './verdicts.ts';
import { watchRollout } from './watch.ts';

/** Look, change, watch; and when it fails: explain, then restore. */
export async function deploy(inputs: Inputs, context: Context): Promise<Outputs> {
  const { log } = context;
  const start = context.now().getTime();
  const prepared = await log.group('Look at files, image and cluster', () => prepare(inputs, context));
  const { helm, cluster, chart, values } = prepared;
  if (inputs.dryRun) {
    log.info(await helm.dryRun(chart, values));
    log.notice(`${subjectOf(inputs)}: everything checked, nothing changed (dry-run)`);
    return { result: 'success', 'rolled-back': false };
  }

  await ensureNamespace(prepared, inputs, context);
  return inTurn(cluster, inputs, context, (turn) => change(prepared, { inputs, start, turn }, context));
}

interface Change {
  readonly inputs: Inputs;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly turn: Turn;
}

async function change(prepared: Preparation, { inputs, start, turn }: Change, context: Context): Promise<Outputs> {
  const { log } = context;
  const { helm, cluster, digest } = prepared;
  const history = await recoverPending(prepared, inputs, turn, context, stillTrue(prepared.foresight, turn));
  const before = currentRevision(history)?.revision;
  const applied = await log.group(`Deploy ${subjectOf(inputs)}`, () => apply(prepared, { inputs, history }, context));
  const { revision } = applied;
  const record = async (verdict: RecordedVerdict) => {
    if (revision !== undefined) await recordVerdict(cluster, inputs, revision, verdict, context);
  };
  const { findings, warnings, timeline } = await log.group('Watch the rollout', async () =>
    'error' in applied
      ? { findings: [notApplied(inputs, applied.error)], warnings: [], timeline: [] }
      : watchRollout(cluster, objectsOf(applied.manifest), inputs, context),
  );
  if (findings.length > 0 || 'error' in applied) {
    const evidence = await log.group('Collect evidence', async () => {
      const collected =
        'error' in applied && applied.evidence.length > 0
          ? applied.evidence
          : await collectEvidence(cluster, inputs.namespace, { findings, warnings }, context);
      const differences = await whatChanged(helm, before, revision, context);
      return diagnose(collected, { timeline, differences }, context);
    });
    if (!turn.isOurs()) throw turnLost(inputs, evidence[0]?.sentence ?? '');
    await record('failed');
    const aftermath = await log.group('Restore', () =>
      restore(prepared, { inputs, failed: revision, before }, context),
    );
    const advice = 'error' in applied ? adviseOn(applied.error, inputs, before) : '';
    throw failure(inputs, evidence, { ...aftermath, before, advice });
  }
  await record('good');
  const url = addressOf(applied.manifest);
  const duration = formatDuration(context.now().getTime() - start);
  log.notice(`${subjectOf(inputs)} is running: revision ${applied.revision}, ${duration}`);
  await context.summary(
    summarizeSuccess(inputs, { revision: applied.revision, previous: before, digest, duration, url, timeline }),
  );
  return {
    result: 'success',
    revision: applied.revision,
    ...(before === undefined ? {} : { 'previous-revision': before }),
    'rolled-back': false,
    tag: inputs.tag,
    ...(digest === '' ? {} : { digest }),
    ...(url === '' ? {} : { url }),
  };
}

type Applied =
  | { readonly revision: number; readonly manifest: readonly ManifestObject[] }
  /** `revision` is undefined when Helm failed before it stored one. */
  | {
      readonly revision: number | undefined;
      readonly error: string;
      /** Against a hook that is why. */
      readonly evidence: readonly Evidence[];
    };

async function ensureNamespace(prepared: Preparation, inputs: Inputs, context: Context): Promise<void> {
  if (!prepared.needsNamespace) return;
  const labels = {
    'app.kubernetes.io/managed-by': 'slipway',
    ...(inputs.project ? { 'app.kubernetes.io/part-of': inputs.project } : {}),
  };
  await prepared.cluster.createNamespace(inputs.namespace, labels);
  context.log.info(`created namespace ${inputs.namespace}`);
}

async function apply(
  prepared: Preparation,
  { inputs, history }: { readonly inputs: Inputs; readonly history: readonly HistoryEntry[] },
  context: Context,
): Promise<Applied> {
  const { helm, cluster, chart, values } = prepared;
  const { runUrl, actor } = context.github;
  const description = writeNote({ tag: inputs.tag, digest: prepared.digest, runUrl, actor });
  const next = await announceRevision(prepared, { inputs, history }, context);
  const operation = next === 1 ? 'install' : 'upgrade';
  let upgraded: Upgraded | undefined;
  const { error = 'Helm stored no revision', evidence } = await whileWatchingHooks(
    prepared,
    { operation, revision: next },
    inputs,
    context,
    async (signal) => {
      upgraded = await helm.upgrade(chart, values, { description, timeout: inputs.timeout, signal });
      return 'error' in upgraded ? upgraded.error : undefined;
    },
  );
  if (upgraded !== undefined && !('error' in upgraded)) {
    context.log.info(`Helm applied revision ${upgraded.revision}`);
    return upgraded;
  }
  // Helm may fail before it stores a revision; then the newest one is not ours, and must not be touched.
  const newest = (await helm.history()).at(-1)?.revision ?? 0;
  if (newest >= next) return { revision: newest, error, evidence };
  await forgetVerdicts(cluster, inputs, context, (other) => other >= next);
  return { revision: undefined, error, evidence };
}

function turnLost(inputs: Inputs, sentence: string): DeployFailure {
  const headline = `${subjectOf(inputs)}: ${sentence}`;
  return new DeployFailure({
    code: 'turn-lost',
    headline,
    advice: 'This run was held up, and another one has taken over; nothing was restored.',
    outputs: { result: 'failure', reason: headline, 'rolled-back': 'false' },
  });
}

function failure(
  inputs: Inputs,
  evidence: readonly Evidence[],
  aftermath: Aftermath & { readonly before: number | undefined; readonly advice: string },
): DeployFailure {
  const reason = `${subjectOf(inputs)}: ${evidence[0]?.sentence ?? 'unknown'}`;
  const more = evidence.slice(1).map(({ sentence }) => sentence);
  return new DeployFailure({
    code: 'rollout-failed',
    headline: reason,
    ...(more.length === 0 ? {} : { reason: more.join('\n') }),
    advice: `${aftermath.sentence}.${aftermath.advice === '' ? '' : ` ${aftermath.advice}`}`,
    summary: summarizeEvidence(evidence, ''),
    outputs: {
      result: 'failure',
      reason,
      'rolled-back': String(aftermath.rolledBack),
      diagnosis: JSON.stringify(evidence),
      ...(aftermath.revision === undefined ? {} : { revision: String(aftermath.revision) }),
      ...(aftermath.before === undefined ? {} : { 'previous-revision': String(aftermath.before) }),
    },
  });
}

/** Address of the first Ingress that has a host. */
function addressOf(manifest: readonly ManifestObject[]): string {
  for (const { kind, object } of manifest) {
    if (kind !== 'Ingress') continue;
    const { spec } = object as {
      spec?: { tls?: unknown[]; rules?: { host?: string; http?: { paths?: { path?: string }[] } }[] };
    };
    const rule = spec?.rules?.find(({ host }) => host);
    if (rule) return `${spec?.tls ? 'https' : 'http'}://${rule.host}${rule.http?.paths?.[0]?.path ?? ''}`;
  }
  return '';
}
