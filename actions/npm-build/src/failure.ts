import { Failure } from '@slipway/findings';

export type NpmFailureCode =
  | 'bad-package-json'
  | 'no-lock-file'
  | 'several-lock-files'
  | 'no-such-script'
  | 'no-node'
  | 'no-package-manager'
  | 'lock-file-outdated'
  | 'packages-unresolved'
  | 'login-refused'
  | 'install-failed'
  | 'lint-failed'
  | 'build-failed'
  | 'npm-timeout';

export class NpmFailure extends Failure<NpmFailureCode> {}
