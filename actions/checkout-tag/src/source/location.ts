import { resolve } from 'node:path';

export interface Location {
  readonly kind: 'http' | 'ssh' | 'path';
  /** What git fetches from. It holds no credentials. */
  readonly url: string;
  /** What the user calls it, for messages. */
  readonly name: string;
}

export const repositoryForms =
  'owner/name, an http(s) or ssh URL, or the path of a git repository (beginning with /, ./ or ../)';

/** Which of the forms a repository is given in; undefined when in none. */
export function kindOf(repository: string): 'http' | 'ssh' | 'path' | 'name' | undefined {
  if (/[\p{Cc}]/u.test(repository)) return undefined;
  if (/^https?:\/\/[^/\s]+\/\S+$/.test(repository)) return 'http';
  if (/^ssh:\/\/(?!-)[^/\s]+\/\S+$/.test(repository)) return 'ssh';
  // The scp-like form, git@host:path. A host that begins with a dash would become an option of ssh.
  if (/^[\w.-]+@[\w][\w.-]*:[^\s-]\S*$/.test(repository)) return 'ssh';
  if (/^(\/|\.\.?(\/|$)|file:\/\/\/)/.test(repository)) return 'path';
  if (/^\w[\w.-]*(\/\w[\w.-]*)+$/.test(repository)) return 'name';
  return undefined;
}

/**
 * Where a repository is. `serverUrl` (http, https or ssh) answers for `owner/name`; with `overSsh` its host is asked
 * over ssh as the user git. Relative paths are relative to `workspace`.
 */
export function locate(repository: string, serverUrl: string, overSsh: boolean, workspace: string): Location {
  const kind = kindOf(repository) ?? 'name';
  if (kind === 'path') {
    const url = repository.startsWith('file:') ? repository : resolve(workspace, repository);
    return { kind, url, name: repository };
  }
  if (kind !== 'name') return { kind, url: repository.replace(/\/+$/, ''), name: repository };
  if (serverUrl.startsWith('ssh:')) return { kind: 'ssh', url: `${serverUrl}/${repository}.git`, name: repository };
  if (overSsh) {
    return { kind: 'ssh', url: `ssh://git@${new URL(serverUrl).hostname}/${repository}.git`, name: repository };
  }
  return { kind: 'http', url: `${serverUrl}/${repository}`, name: repository };
}

/** Whether two addresses name one repository: a trailing `/` or `.git` makes no difference. */
export function isSameRepository(one: string, other: string): boolean {
  const bare = (url: string) =>
    url
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .replace(/^file:\/\//, '');
  return bare(one) === bare(other);
}

/** `owner/name` in lower case, as events name a repository; undefined for what does not look so. */
export function qualifiedName(repository: string): string | undefined {
  return /([\w.-]+\/[\w.-]+?)(\.git)?\/*$/.exec(repository)?.[1]?.toLowerCase();
}
