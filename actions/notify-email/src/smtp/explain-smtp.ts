import { MailFailure } from '../failure.ts';
import type { MailServer } from './server.ts';

/** What nodemailer adds to its errors. */
export interface SmtpError {
  readonly recipient?: string;
  readonly rejectedErrors?: readonly SmtpError[];
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message: string;
}

const networkCodes = ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND'];
const certificate = /certificate|self-signed|unable to verify|ERR_TLS/i;
const notTls = /wrong version number|packet length too long|EPROTO/i;

/** Whether another attempt may succeed: the connection broke, or the server said «not now» (4xx). */
export function isPassing(error: SmtpError): boolean {
  // A login that is refused for now (454) passes; wrong ones (535) do not.
  if (error.responseCode !== undefined) return error.responseCode >= 400 && error.responseCode < 500;
  return networkCodes.includes(error.code ?? '') && !certificate.test(error.message) && !notTls.test(error.message);
}

/** How servers answer AUTH when they have none: not implemented, or not in this place (RFC 4954, 4). */
function isUnknownCommand({ responseCode = 0 }: SmtpError): boolean {
  return [500, 502, 503].includes(responseCode);
}

/** An error of nodemailer in our own sentence. */
export function explainSmtp(error: SmtpError, server: MailServer): MailFailure {
  const where = `${server.host}:${server.port}`;
  const reason = error.response ?? error.message;
  // nodemailer names the token server's refusal like the mail server's own, only without an answer.
  if (
    error.code === 'EOAUTH2' ||
    (error.code === 'EAUTH' && server.oauth2 !== undefined && error.response === undefined)
  ) {
    return new MailFailure({
      code: 'mail-token-refused',
      headline: `No access token for "${server.username}" at ${where}`,
      reason: error.message,
      advice: 'Check the oauth2- inputs; refresh tokens end when they are not used, or when the password changes.',
    });
  }
  if (error.code === 'EAUTH' && isUnknownCommand(error)) {
    return new MailFailure({
      code: 'mail-no-login',
      headline: `The mail server ${where} offers no login`,
      reason,
      advice: `Leave username and password away${server.security === 'none' ? ', or set smtp-security to starttls or tls: many servers offer it only then' : ''}.`,
    });
  }
  if (error.code === 'EAUTH') {
    return new MailFailure({
      code: 'mail-login-refused',
      headline: `The mail server ${where} refuses the login of "${server.username}"`,
      reason,
      advice: 'Check username and password; cloud mail services often want a password made for this purpose.',
    });
  }
  if (notTls.test(error.message)) {
    return new MailFailure({
      code: 'mail-no-tls',
      headline: `The mail server ${where} does not speak TLS from the start`,
      advice: 'Set smtp-security to starttls, or use its TLS port (mostly 465).',
    });
  }
  if (certificate.test(error.message)) {
    const isKnown = /expired|altnames|does not match/i.test(error.message);
    return new MailFailure({
      code: 'mail-certificate-refused',
      headline: `The certificate of the mail server ${where} is ${isKnown ? 'not valid' : 'not trusted'}`,
      reason,
      advice: isKnown
        ? 'Renew it, or use the host name that it is for.'
        : 'Give the PEM of its certificate authority as ca, or as a file in NODE_EXTRA_CA_CERTS on the runner; NODE_USE_SYSTEM_CA=1 there trusts those of the machine.',
    });
  }
  if (error.code === 'ETLS' || /STARTTLS/.test(error.message)) {
    return new MailFailure({
      code: 'mail-starttls-missing',
      headline: `The mail server ${where} offers no STARTTLS`,
      reason,
      advice: 'Set smtp-security to tls for a TLS port, or to none if the mail may travel unencrypted.',
    });
  }
  if (error.responseCode === undefined && networkCodes.includes(error.code ?? '')) {
    return new MailFailure({
      code: 'mail-server-unreachable',
      headline: `No answer from the mail server ${where}`,
      reason,
      advice: 'Check host and port, and that this runner can reach it.',
    });
  }
  return new MailFailure({ code: 'mail-refused', headline: `The mail server ${where} does not take the mail`, reason });
}
