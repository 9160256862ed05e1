import { Failure } from '@slipway/findings';

export type NpmFailureCode =
  | 'bad-package-json'
  | 'no-lock-file'
  | 'several-lock-files'
  | 'no-such-script'
  | 'no-node'
  | 'no-package-manager'
  | 'wrong-node'
  | 'wrong-package-manager'
  | 'lock-file-broken'
  | 'lock-file-outdated'
  | 'packages-unresolved'
  | 'login-refused'
  | 'registry-unreachable'
  | 'registry-untrusted'
  | 'package-changed'
  | 'install-script-failed'
  | 'disk-full'
  | 'install-failed'
  | 'lint-failed'
  | 'build-failed'
  | 'npm-timeout';

export class NpmFailure extends Failure<NpmFailureCode> {}
