import { MailFailure } from '../failure.ts';
import type { MailServer } from './server.ts';

/** What nodemailer adds to its errors. */
interface SmtpError {
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
  if (error.responseCode !== undefined) return error.responseCode >= 400 && error.responseCode < 500;
  return networkCodes.includes(error.code ?? '') && !certificate.test(error.message) && !notTls.test(error.message);
}

/** An error of nodemailer in our own sentence. */
export function explainSmtp(error: SmtpError, server: MailServer): MailFailure {
  const where = `${server.host}:${server.port}`;
  const reason = error.response ?? error.message;
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
        : 'Set NODE_EXTRA_CA_CERTS on the runner to the PEM file of its certificate authority.',
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
