import { Failure } from '@slipway/findings';

export type MavenFailureCode =
  | 'no-pom'
  | 'outside-workspace'
  | 'no-maven'
  | 'no-java'
  | 'no-settings'
  | 'no-deliver-script'
  | 'compilation-failed'
  | 'dependencies-unresolved'
  | 'tests-failed'
  | 'tests-crashed'
  | 'maven-failed'
  | 'maven-timeout'
  | 'deliver-failed';

export class MavenFailure extends Failure<MavenFailureCode> {}
