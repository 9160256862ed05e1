import type SMTPTransport from 'nodemailer/lib/smtp-transport';
import type { MailServer } from './server.ts';
import { trusted } from './trust.ts';

/** A server in nodemailer's words. */
export function transportOptions(server: MailServer, timeout: number): SMTPTransport.Options {
  return {
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.ca === '' ? {} : { tls: trusted(server) }),
    ...authentication(server),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
  };
}

/** Without `forceAuth` nodemailer would send without a login where the server offers none. */
function authentication({ username: user, password, oauth2 }: MailServer): SMTPTransport.Options {
  if (oauth2 !== undefined) {
    const { accessToken, refreshToken, clientId, clientSecret, tokenUrl } = oauth2;
    const refresh = refreshToken === '' ? {} : { refreshToken, clientId, clientSecret, accessUrl: tokenUrl };
    return { forceAuth: true, auth: { type: 'OAuth2', user, ...refresh, ...(accessToken ? { accessToken } : {}) } };
  }
  return user === '' ? {} : { forceAuth: true, auth: { user, pass: password } };
}
