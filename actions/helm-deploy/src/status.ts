import { escapeMarkdown, table } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { objectsOf } from './cluster/objects.ts';
import { ObservedRelease } from './cluster/release.ts';
import { DeployFailure, noSuchRevision } from './failure.ts';
import type { HistoryEntry } from './helm/helm.ts';
import { currentRevision } from './helm/history.ts';
import { imageOf } from './helm/release-note.ts';
import type { Inputs } from './inputs.ts';
import type { Outputs } from './outputs.ts';
import { reachTools } from './tools.ts';
import { readVerdicts } from './verdicts.ts';

/** `action: status`: what is deployed and whether it runs; changes nothing. */
export async function showStatus(inputs: Inputs, context: Context): Promise<Outputs> {
  const { helm, cluster } = await reachTools(inputs, context);
  const history = await helm.history();
  const current = currentRevision(history);
  if (current === undefined)
    throw noSuchRevision(
      inputs,
      history.map(({ revision }) => revision),
    );
  const release = new ObservedRelease(
    cluster,
    objectsOf(await helm.manifest(current.revision)),
    inputs.schedulingGrace,
    context,
  );
  const verdict = await release.look();
  release.sayWhatIsUnjudged();
  const state =
    verdict.state === 'succeeded'
      ? 'running'
      : verdict.state === 'failed'
        ? (verdict.findings[0]?.clause ?? 'failed')
        : verdict.waitingFor.join('; ');
  context.log.info(`${inputs.release} in ${inputs.namespace}: revision ${current.revision}, ${state}`);
  await context.summary(statusSummary(inputs, history, state));
  const proven =
    verdict.state === 'succeeded' || (await readVerdicts(cluster, inputs, context)).get(current.revision) === 'good';
  const image = imageOf(history, current.revision);
  if (inputs.requireProven) requireProven(inputs, { revision: current.revision, proven, state, ...image });
  return {
    result: verdict.state === 'succeeded' ? 'success' : 'failure',
    revision: current.revision,
    'rolled-back': false,
    ...image,
    proven,
    ...(verdict.state === 'succeeded' ? {} : { reason: state }),
  };
}

function requireProven(
  { release, namespace }: Inputs,
  known: Pick<Outputs, 'digest'> & { readonly revision: number; readonly proven: boolean; readonly state: string },
): void {
  const subject = `Revision ${known.revision} of ${release} in ${namespace}`;
  const outputs = { result: 'failure', revision: String(known.revision), 'rolled-back': 'false' };
  if (!known.proven) {
    const headline = `${subject} was never seen to run as wanted: ${known.state}`;
    throw new DeployFailure({ code: 'not-proven', headline, outputs: { ...outputs, reason: headline } });
  }
  if (known.digest === undefined) {
    const headline = `${subject} does not say which digest it runs`;
    const advice = 'Deploy it once with slipway and its registry, which verifies the image.';
    throw new DeployFailure({ code: 'not-proven', headline, advice, outputs: { ...outputs, reason: headline } });
  }
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
