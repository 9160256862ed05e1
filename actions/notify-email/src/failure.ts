import { Failure } from '@slipway/findings';

export type MailFailureCode =
  | 'no-mail-server'
  | 'no-recipient'
  | 'mail-server-unreachable'
  | 'mail-certificate-refused'
  | 'mail-starttls-missing'
  | 'mail-login-refused'
  | 'mail-no-login'
  | 'mail-token-refused'
  | 'mail-no-tls'
  | 'mail-refused';

/** The mail could not be sent. */
export class MailFailure extends Failure<MailFailureCode> {}
