import { Failure } from '@slipway/findings';

export type ClusterFailureCode =
  | 'bad-kubeconfig'
  | 'cluster-unreachable'
  | 'cluster-login-refused'
  | 'cluster-denied'
  /** The server has no such path: its version does not know the kind. */
  | 'cluster-lacks'
  | 'cluster-error';

/** The API server cannot be asked, or does not do what was asked. */
export class ClusterFailure extends Failure<ClusterFailureCode> {}
