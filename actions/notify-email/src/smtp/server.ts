export type Security = 'tls' | 'starttls' | 'none';

/** A mail server and how to talk to it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly username: string;
  readonly password: string;
}

const ports: Readonly<Record<Security, number>> = { tls: 465, starttls: 587, none: 25 };
export const usualPort = (security: Security) => ports[security];

/** Reads `smtp://user:password@host:port` or `smtps://…`; undefined for anything else. */
export function parseConnectionUrl(text: string): MailServer | undefined {
  const url = URL.parse(text);
  if (
    !url ||
    !['smtp:', 'smtps:'].includes(url.protocol) ||
    url.hostname === '' ||
    (url.pathname !== '' && url.pathname !== '/')
  )
    return undefined;
  const security = url.protocol === 'smtps:' ? 'tls' : 'starttls';
  try {
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? usualPort(security) : Number(url.port),
      security,
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
  } catch {
    // A % that begins no escape.
    return undefined;
  }
}
