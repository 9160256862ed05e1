/** What a registry wants before it answers (RFC 9110, «WWW-Authenticate»; Docker's token specification for Bearer). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string; readonly scope: string };

export type BearerChallenge = Extract<Challenge, { scheme: 'bearer' }>;

/** Reads the header; undefined when it names no scheme that registries use. Bearer is preferred when both are offered. */
export function parseChallenge(header: string): Challenge | undefined {
  const bearer = /(?:^|,\s*)bearer\s+(.*)$/i.exec(header)?.[1];
  if (bearer !== undefined) {
    const parameters = new Map(
      Array.from(bearer.matchAll(/([a-z_]+)="([^"]*)"/gi), ([, name = '', value = '']) => [name.toLowerCase(), value]),
    );
    const realm = parameters.get('realm') ?? '';
    if (!URL.canParse(realm)) return undefined;
    return { scheme: 'bearer', realm, service: parameters.get('service') ?? '', scope: parameters.get('scope') ?? '' };
  }
  return /(?:^|,\s*)basic\b/i.test(header) ? { scheme: 'basic' } : undefined;
}

/** The address that gives a token for a scope. */
export function tokenAddress(challenge: BearerChallenge, scopes: readonly string[]): URL {
  const address = new URL(challenge.realm);
  if (challenge.service !== '') address.searchParams.set('service', challenge.service);
  for (const scope of scopes) address.searchParams.append('scope', scope);
  return address;
}

/** The request that gives a token for an identity token (Docker's OAuth2 token specification). */
export function tokenRequest({ service }: BearerChallenge, scopes: readonly string[], identityToken: string) {
  const form = new URLSearchParams({ grant_type: 'refresh_token', service, client_id: 'slipway' });
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  form.set('refresh_token', identityToken);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', headers, body: Buffer.from(form.toString()) } as const;
}
