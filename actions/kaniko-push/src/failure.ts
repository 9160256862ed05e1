import { Failure } from '@slipway/findings';

export type KanikoFailureCode =
  | 'no-context'
  | 'no-dockerfile'
  | 'bad-dockerfile'
  | 'tag-taken'
  | 'no-runtime'
  | 'not-isolated'
  | 'base-image-missing'
  | 'base-image-refused'
  | 'base-image-unreachable'
  | 'source-missing'
  | 'command-failed'
  | 'bad-option'
  | 'disk-full'
  | 'user-mapping'
  | 'timeout'
  | 'executor-failed'
  | 'pod-refused'
  | 'pod-ended'
  | 'build-failed'
  | 'bad-image';

export class KanikoFailure extends Failure<KanikoFailureCode> {}
