import { Failure } from '@slipway/findings';

export type MavenFailureCode =
  | 'no-java'
  | 'compilation-failed'
  | 'dependencies-unresolved'
  | 'tests-failed'
  | 'tests-crashed'
  | 'disk-full'
  | 'maven-failed'
  | 'maven-timeout'
  | 'deliver-failed';

export class MavenFailure extends Failure<MavenFailureCode> {}
