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
export function serverVariables(servers: readonly Server[]): Record<string, string> {
  return Object.fromEntries(
    servers.flatMap(({ username, password }, at) => [
      [`SLIPWAY_SERVER_${at}_USERNAME`, username],
      [`SLIPWAY_SERVER_${at}_PASSWORD`, password],
    ]),
  );
}

// Maven's own defence against repositories over plain http (since 3.8.1) stands in the settings.xml that "-gs" replaces.
const httpBlocker = mirrorXml('maven-default-http-blocker', 'http://0.0.0.0/', 'external:http:*', true);

/** A settings.xml with mirrors and servers, whose credentials are references to {@link serverVariables}. */
export function settingsXml(servers: readonly Server[], mirrors: readonly Mirror[]): string {
  return [
    '<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">',
    '  <mirrors>',
    ...mirrors.map(({ id, url, mirrorOf }) => mirrorXml(id, url, mirrorOf)),
    httpBlocker,
    '  </mirrors>',
    '  <servers>',
    ...servers.map(
      ({ id }, at) =>
        `    <server><id>${escapeXml(id)}</id><username>\${env.SLIPWAY_SERVER_${at}_USERNAME}</username><password>\${env.SLIPWAY_SERVER_${at}_PASSWORD}</password></server>`,
    ),
    '  </servers>',
    '</settings>',
    '',
  ].join('\n');
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
