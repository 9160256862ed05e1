import type { Credentials } from '@slipway/registry';

/** What Docker, podman and their like keep about logins (`config.json`, `auth.json`). */
export interface DockerConfig {
  /** Helper for single registries, by registry. */
  readonly credHelpers: Readonly<Record<string, string>>;
  /** Helper for all others, or empty. */
  readonly credsStore: string;
  readonly auths: Readonly<Record<string, Auth>>;
}

interface Auth {
  /** `user:password` in base64. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** The key of Docker Hub, and what a helper is asked for it. */
export const dockerHub = 'https://index.docker.io/v1/';
const hubHosts = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** @throws {SyntaxError} when it is no JSON */
export function parseDockerConfig(text: string): DockerConfig {
  const { credHelpers, credsStore, auths } = JSON.parse(text) as Partial<DockerConfig>;
  return { credHelpers: credHelpers ?? {}, credsStore: credsStore ?? '', auths: auths ?? {} };
}

/**
 * The entry for a repository: keys are hosts, addresses as Docker once wrote them (`https://host/v1/`), or for podman a
 * host with folders, of which the longest counts.
 */
export function entryFor<Entry>(
  entries: Readonly<Record<string, Entry>>,
  host: string,
  repository: string,
): Entry | undefined {
  const folders = repository.split('/');
  const places = folders.map((_, index) => [host, ...folders.slice(0, folders.length - index)].join('/'));
  const hosts = hubHosts.includes(host) ? hubHosts : [host];
  for (const place of [...places, ...hosts]) {
    const key = Object.keys(entries).find((candidate) => plain(candidate) === place);
    if (key !== undefined) return entries[key];
  }
  return undefined;
}

function plain(key: string): string {
  return key
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '')
    .replace(/\/v[12]$/, '');
}

/** The login in an entry; undefined where it holds none, as Docker leaves it when a helper keeps the login. */
export function credentialsOf({ auth = '', ...entry }: Auth): Credentials | undefined {
  const [, user = '', secret = ''] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(auth, 'base64').toString('utf8')) ?? [];
  const username = entry.username || user;
  // Some clients fill the field up with zero bytes.
  const password = entry.password || secret.replace(/\0+$/, '');
  if (entry.identitytoken) return { username: username || tokenUser, password: '', identityToken: entry.identitytoken };
  return username === '' || password === '' ? undefined : { username, password };
}

/** The user that stands for «this is an identity token» in the answer of a helper. */
export const tokenUser = '<token>';
