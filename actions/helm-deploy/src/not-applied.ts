import type { Finding } from '@slipway/rollout';
import { conflictsIn, sayConflicts } from './helm/conflicts.ts';
import type { Inputs } from './inputs.ts';

/** What Helm, or the API server through it, has against the chart. */
export function notApplied({ release }: Pick<Inputs, 'release'>, error: string): Finding {
  const conflicts = conflictsIn(error);
  // Helm 3 lists what is wrong below a head line.
  const [first = ''] = error.split('\n').flatMap((line) => {
    const text = line.trim().replace(/^\* /, '');
    return text === '' || /(^|: )\d+ errors? occurred:$/.test(text) ? [] : [text];
  });
  const why = conflicts.length > 0 ? sayConflicts(conflicts) : first;
  return { code: 'not-applied', object: `Release/${release}`, clause: `Helm cannot apply the chart: ${why}` };
}

/**
 * What can be done about it; empty where the error says it itself.
 * @param before the revision in force before
 */
export function adviseOn(
  error: string,
  { release, namespace }: Pick<Inputs, 'release' | 'namespace'>,
  before: number | undefined,
): string {
  if (conflictsIn(error).length === 0) return '';
  const command = `helm rollback ${release} ${before ?? '<revision>'} --namespace ${namespace} --force-conflicts`;
  return `Leave these fields out of the chart, or let Helm take them back once: ${command}`;
}
