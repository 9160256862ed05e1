export type Security = 'tls' | 'starttls' | 'none';

/** A mail server and how to talk to it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  /** Empty sends without a login. */
  readonly username: string;
  readonly password: string;
  /** Takes the place of the password. */
  readonly oauth2?: OAuth2 | undefined;
  /** PEM of certificate authorities, in addition to those that Node trusts; empty for none. */
  readonly ca: string;
}

/** An access token, or what one is got with; empty strings for what is not given. */
export interface OAuth2 {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where a refresh token is turned into an access token. */
  readonly tokenUrl: string;
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
      ca: '',
    };
  } catch {
    // A % that begins no escape.
    return undefined;
  }
}
