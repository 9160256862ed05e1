import { Failure } from '@slipway/findings';
import type { Inputs } from './inputs.ts';

export type DeployFailureCode =
  | 'bad-input'
  | 'not-deployable'
  | 'image-missing'
  | 'chart-invalid'
  | 'helm-missing'
  | 'helm-failed'
  | 'release-pending'
  | 'busy'
  | 'turn-lost'
  | 'no-such-revision'
  | 'not-proven'
  | 'rollout-failed';

export class DeployFailure extends Failure<DeployFailureCode> {}

/** There is no release, or it has no such revision. */
export function noSuchRevision(
  { release, namespace, revision }: Pick<Inputs, 'release' | 'namespace' | 'revision'>,
  known: readonly number[],
): DeployFailure {
  const wanted = revision === 0 ? 'no good earlier revision' : `no revision ${revision}`;
  const headline =
    known.length === 0
      ? `Release ${release} in ${namespace}: there is no such release`
      : `Release ${release} in ${namespace} has ${wanted}; allowed: ${known.join(', ')}`;
  return new DeployFailure({ code: 'no-such-revision', headline, outputs: { result: 'failure', reason: headline } });
}
