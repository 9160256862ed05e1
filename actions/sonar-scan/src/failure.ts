import { Failure } from '@slipway/findings';

export type SonarFailureCode =
  | 'bad-input'
  | 'no-scanner'
  | 'sonar-unreachable'
  | 'sonar-not-ready'
  | 'sonar-login-refused'
  | 'sonar-error'
  | 'scan-failed'
  | 'analysis-failed'
  | 'quality-gate-failed'
  | 'time-up';

export class SonarFailure extends Failure<SonarFailureCode> {}
