import { Failure } from '@slipway/findings';

/** A tool cannot be had: nobody answers, it is not there, or it is not what it should be. */
export class ToolFailure extends Failure<
  'tool-unreachable' | 'tool-refused' | 'tool-altered' | 'no-maven' | 'no-java' | 'no-settings'
> {}
