import { differences, valueDifferences } from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import { bounded, mapText } from './bounded-evidence.ts';
import type { Evidence } from './cluster/evidence.ts';
import type { Helm } from './helm/helm.ts';
import type { ManifestObject } from './helm/manifest.ts';

/** Tells what was seen of a failure, and prepares it for what leaves the log: without secrets, and not too long. */
export function diagnose(
  [first, ...others]: readonly Evidence[],
  whole: Pick<Evidence, 'timeline' | 'differences'>,
  { log, hide }: Pick<Context, 'log' | 'hide'>,
): Evidence[] {
  const evidence = first === undefined ? [] : [{ ...first, ...whole }, ...others];
  for (const { finding, log: lines } of evidence) {
    for (const line of lines) log.info(`${finding.container}: ${line}`);
  }
  return bounded(mapText(evidence, hide));
}

/** What differs from the revision before: first the values that were given, then the objects, hooks too. That it cannot be told must not hide why the rollout failed. */
export async function whatChanged(
  helm: Helm,
  before: number | undefined,
  after: number | undefined,
  { log }: Pick<Context, 'log'>,
): Promise<readonly string[]> {
  if (before === undefined || after === undefined) return [];
  const values = (revision: number) => helm.values(revision).catch(() => undefined);
  const [oldValues, newValues, old, now] = await Promise.all([
    ...[values(before), values(after)],
    ...[objectsOf(helm, before), objectsOf(helm, after)],
  ] as const);
  const given = oldValues && newValues ? valueDifferences(oldValues, newValues) : [];
  const made = old && now ? differences(old, now) : [];
  const changes = [
    ...given.slice(0, mostDifferences).map((line) => `value ${line}`),
    ...made.slice(0, mostDifferences),
  ];
  for (const line of changes) log.info(`differs from revision ${before}: ${line}`);
  return changes;
}

async function objectsOf(helm: Helm, revision: number): Promise<ManifestObject[] | undefined> {
  const [manifest, hooks = []] = await Promise.all([
    helm.manifest(revision).catch(() => undefined),
    helm.hooks(revision).catch(() => undefined),
  ]);
  return manifest && [...manifest, ...hooks];
}

/** Of the values and of the objects: of another chart everything may differ. */
const mostDifferences = 30;
