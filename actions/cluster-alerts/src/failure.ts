import { Failure } from '@slipway/findings';

type Code = 'rights-missing' | 'state-taken' | 'state-unusable' | 'rules-missing';

export class AlertsFailure extends Failure<Code> {}
