import { Failure } from '@slipway/findings';

export type CheckoutFailureCode =
  | 'bad-input'
  | 'unsafe-checkout'
  | 'outside-workspace'
  | 'folder-in-use'
  | 'folder-not-ours'
  | 'dirty-checkout'
  | 'damaged-checkout'
  | 'unknown-ref'
  | 'empty-repository'
  | 'repository-not-found'
  | 'login-refused'
  | 'server-unreachable'
  | 'server-not-trusted'
  | 'lfs-incomplete'
  | 'disk-full'
  | 'git-failed';

export class CheckoutFailure extends Failure<CheckoutFailureCode> {}
