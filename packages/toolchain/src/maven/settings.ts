export interface Server {
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

export interface Mirror {
  readonly id: string;
  readonly url: string;
  readonly mirrorOf: string;
}

/** A proxy of the environment, by the kind of address that is asked through it. */
export interface MavenProxy {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Hosts that are asked directly, in Maven's own notation: `localhost|*.example.com`. */
  readonly nonProxyHosts: string;
}

/** What a generated settings.xml holds. */
export interface MavenSettings {
  readonly servers: readonly Server[];
  readonly mirrors: readonly Mirror[];
  readonly proxies: readonly MavenProxy[];
}

const idPattern = /^[\w.-]+$/;

/** Reads the right side of `id=user:password`; the password may hold further colons. */
export function parseServer(id: string, text: string): Server | undefined {
  const colon = text.indexOf(':');
  if (!idPattern.test(id) || colon < 1 || colon === text.length - 1) return undefined;
  return { id, username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Reads the right side of `id=url [mirrorOf]`. */
export function parseMirror(id: string, text: string): Mirror | undefined {
  const [url = '', mirrorOf = '*', ...rest] = text.trim().split(/\s+/);
  if (!idPattern.test(id) || rest.length > 0 || !/^(https?|file):\/\/./.test(url)) return undefined;
  return { id, url, mirrorOf };
}

/** The environment through which the credentials reach Maven, so that none is written to a file. */
export function settingsVariables({ servers, proxies }: Omit<MavenSettings, 'mirrors'>): Record<string, string> {
  const logins = [
    ...servers.map((server, at) => ({ ...server, name: `SERVER_${at}` })),
    ...proxies.filter(hasLogin).map((proxy) => ({ ...proxy, name: proxyName(proxy) })),
  ];
  return Object.fromEntries(
    logins.flatMap(({ name, username, password }) => [
      [`SLIPWAY_${name}_USERNAME`, username],
      [`SLIPWAY_${name}_PASSWORD`, password],
    ]),
  );
}

const hasLogin = ({ username }: MavenProxy) => username !== '';
const proxyName = ({ protocol }: MavenProxy) => `${protocol.toUpperCase()}_PROXY`;

// Maven's own defence against repositories over plain http (since 3.8.1) stands in the settings.xml that "-gs" replaces.
const httpBlocker = mirrorXml('maven-default-http-blocker', 'http://0.0.0.0/', 'external:http:*', true);

/** A settings.xml whose credentials are references to {@link settingsVariables}. */
export function settingsXml({ servers, mirrors, proxies }: MavenSettings): string {
  return [
    '<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">',
    '  <mirrors>',
    ...mirrors.map(({ id, url, mirrorOf }) => mirrorXml(id, url, mirrorOf)),
    httpBlocker,
    '  </mirrors>',
    '  <servers>',
    ...servers.map(({ id }, at) => `    <server><id>${escapeXml(id)}</id>${loginXml(`SERVER_${at}`)}</server>`),
    '  </servers>',
    '  <proxies>',
    ...proxies.map(proxyXml),
    '  </proxies>',
    '</settings>',
    '',
  ].join('\n');
}

const loginXml = (name: string) =>
  `<username>\${env.SLIPWAY_${name}_USERNAME}</username><password>\${env.SLIPWAY_${name}_PASSWORD}</password>`;

function proxyXml(proxy: MavenProxy): string {
  const { protocol, host, port, nonProxyHosts } = proxy;
  const address = `<protocol>${protocol}</protocol><host>${escapeXml(host)}</host><port>${port}</port>`;
  const login = hasLogin(proxy) ? loginXml(proxyName(proxy)) : '';
  const direct = nonProxyHosts === '' ? '' : `<nonProxyHosts>${escapeXml(nonProxyHosts)}</nonProxyHosts>`;
  return `    <proxy><id>slipway-${protocol}</id><active>true</active>${address}${login}${direct}</proxy>`;
}

function mirrorXml(id: string, url: string, mirrorOf: string, blocked = false): string {
  const rest = blocked ? '<blocked>true</blocked>' : '';
  return `    <mirror><id>${escapeXml(id)}</id><url>${escapeXml(url)}</url><mirrorOf>${escapeXml(mirrorOf)}</mirrorOf>${rest}</mirror>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Which settings files Maven gets. What the inputs say takes precedence, and the user's file (given, or the runner's
 * own `~/.m2/settings.xml`) stays in force behind it as the global one; only then the installation's is left out.
 */
export function settingsArguments(generated: string | undefined, users: string | undefined): string[] {
  if (generated === undefined) return users === undefined ? [] : ['-s', users];
  return users === undefined ? ['-s', generated] : ['-s', generated, '-gs', users];
}
