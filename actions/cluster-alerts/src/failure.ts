import { Failure } from '@slipway/findings';

type Code = 'rights-missing' | 'state-taken' | 'rules-missing';

export class AlertsFailure extends Failure<Code> {}
