import type { InputReader } from '@slipway/runner';
import { type MailServer, type OAuth2, parseConnectionUrl, usualPort } from './server.ts';

/** The mail server from the inputs that name it; undefined when none does. */
export function readServer(input: InputReader): MailServer | undefined {
  const url = input.secret('connection-url');
  const host = input.text('smtp-host', { pattern: /^[A-Za-z0-9.:-]+$/, allowed: 'a host name or an address' });
  const port = input.count('smtp-port', { default: 0, min: 1, max: 65_535 });
  const security = input.choice('smtp-security', ['as-given', 'tls', 'starttls', 'none'], { default: 'as-given' });
  const username = input.text('username');
  const password = input.secret('password');
  const oauth2 = readOAuth2(input);
  const ca = input.text('ca', { leadingDash: true });
  if (ca !== '' && !/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(ca))
    input.problem('ca', ca.slice(0, 40), 'certificates in PEM, -----BEGIN CERTIFICATE----- and so on');
  if (oauth2 !== undefined && password !== '')
    input.problem('password', '***', 'nothing beside oauth2-token or oauth2-refresh-token');
  if (url !== '') {
    const server = parseConnectionUrl(url);
    if (server === undefined)
      input.problem(
        'connection-url',
        '***',
        'smtp://user:password@host:port or smtps://user:password@host:port, with % escapes in user and password',
      );
    for (const [name, value] of Object.entries({ 'smtp-host': host, 'smtp-port': port || '', username })) {
      if (value !== '') input.problem(name, String(value), 'nothing beside connection-url');
    }
    if (password !== '') input.problem('password', '***', 'nothing beside connection-url');
    if (oauth2 && server?.username === '')
      input.problem('connection-url', '***', 'a URL with the user whose token it is');
    if (oauth2 && server?.password)
      input.problem('connection-url', '***', 'a URL without a password beside oauth2-token');
    return server && { ...server, ca, oauth2, security: security === 'as-given' ? server.security : security };
  }
  if (host === '') return undefined;
  if (username === '' && oauth2) input.problem('username', '', 'the user whose token it is');
  if (username === '' && password !== '') input.problem('username', '', 'the user of password');
  if (username !== '' && password === '' && oauth2 === undefined)
    input.problem('password', '', 'the password of username');
  const chosen = security === 'as-given' ? 'starttls' : security;
  return { host, port: port || usualPort(chosen), security: chosen, username, password, oauth2, ca };
}

function readOAuth2(input: InputReader): OAuth2 | undefined {
  const accessToken = input.secret('oauth2-token');
  const refreshToken = input.secret('oauth2-refresh-token');
  const clientId = input.text('oauth2-client-id');
  const clientSecret = input.secret('oauth2-client-secret');
  const tokenUrl = input.text('oauth2-token-url', {
    default: 'https://oauth2.googleapis.com/token',
    pattern: /^https?:\/\/[^\s/]+/,
    allowed: 'an http or https address',
  });
  if (refreshToken !== '' && clientId === '')
    input.problem('oauth2-client-id', '', 'the client of oauth2-refresh-token');
  if (accessToken === '' && refreshToken === '') return undefined;
  return { accessToken, refreshToken, clientId, clientSecret, tokenUrl };
}
