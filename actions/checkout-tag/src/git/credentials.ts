/** Settings for one git process, given in its environment: nothing of them is on disk or in an argument. */
export type GitSettings = readonly (readonly [key: string, value: string])[];

/** Key under which git keeps the header that it sends to one server and to no other. */
export function headerKey(serverUrl: string): string {
  return `http.${new URL(serverUrl).origin}/.extraheader`;
}

/** The header that git servers take a token in; user names differ, GitHub's is accepted by all that ignore it. */
export function authorization(token: string): string {
  return `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
}

/** Sends the token to the server's own address only. Nothing without a token or for a server asked over ssh. */
export function tokenSettings(token: string, serverUrl: string): GitSettings {
  if (token === '' || !/^https?:/.test(serverUrl)) return [];
  return [
    // The empty value drops a header that an earlier step left in the checkout: two of them are a bad request.
    [headerKey(serverUrl), ''],
    [headerKey(serverUrl), authorization(token)],
    // A refused token is an error to report, not a reason to try what the machine has stored.
    ['credential.helper', ''],
  ];
}

/** Environment variables that carry settings (git-config(1), GIT_CONFIG_COUNT), after those already there. */
export function settingsEnvironment(
  settings: GitSettings,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const first = Number(env.GIT_CONFIG_COUNT ?? 0) || 0;
  const entries = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(first + settings.length) };
}

/**
 * The command that git runs for ssh. Git hands it to a shell, so nothing but the paths of our own files goes into it.
 * With a file of known hosts no other host key is accepted; without, a host seen for the first time is trusted and
 * remembered. One whose key has changed is refused either way.
 */
export function sshCommand(files: { readonly key?: string; readonly knownHosts?: string }): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const { key, knownHosts } = files;
  return [
    // A server that takes the call and says nothing is given up after a minute at the most.
    'ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4',
    ...(key === undefined ? [] : [`-i ${quoted(key)} -o IdentitiesOnly=yes -o IdentityAgent=none`]),
    ...(knownHosts === undefined
      ? ['-o StrictHostKeyChecking=accept-new']
      : [
          '-o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null',
          `-o ${quoted(`UserKnownHostsFile="${knownHosts}"`)}`,
        ]),
  ].join(' ');
}

/** A section of a git configuration file, quoted as git-config(1) says. */
export function configSection(section: string, subsection: string, values: GitSettings): string {
  const quote = (text: string) => `"${text.replace(/[\\"]/g, (character) => `\\${character}`)}"`;
  return [`[${section} ${quote(subsection)}]`, ...values.map(([key, value]) => `\t${key} = ${quote(value)}`), ''].join(
    '\n',
  );
}
