import { Failure } from '@slipway/findings';

export type DeployFailureCode =
  | 'bad-input'
  | 'not-deployable'
  | 'image-missing'
  | 'chart-invalid'
  | 'helm-missing'
  | 'helm-failed'
  | 'release-pending'
  | 'no-such-revision'
  | 'rollout-failed';

export class DeployFailure extends Failure<DeployFailureCode> {}
