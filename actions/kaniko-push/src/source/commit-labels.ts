import type { Git } from './git.ts';

/** Labels of the OCI standard that say which commit an image was made of; none where no commit is. */
export async function commitLabels(git: Git | undefined): Promise<ReadonlyMap<string, string>> {
  if (git === undefined) return new Map();
  const [head, remote] = await Promise.all([
    git.call('rev-parse', '--verify', '--quiet', 'HEAD'),
    git.call('config', '--get', 'remote.origin.url'),
  ]);
  if (head.exitCode !== 0) return new Map();
  const source = remote.exitCode === 0 ? webAddress(remote.stdout.trim()) : undefined;
  return new Map([
    ['org.opencontainers.image.revision', head.stdout.trim()],
    ...(source === undefined ? [] : [['org.opencontainers.image.source', source] as const]),
  ]);
}

/** The page of a repository, without the login that an address of git may hold; undefined for a path of the machine. */
export function webAddress(remote: string): string | undefined {
  const bySsh = /^(?:ssh:\/\/)?[^@/\s]+@([^:/\s]+)(?::\d+(?=\/))?[:/](.+)$/.exec(remote);
  const url = bySsh === null ? URL.parse(remote) : URL.parse(`https://${bySsh[1]}/${bySsh[2]?.replace(/^\/+/, '')}`);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\.git$/, '')}`;
}
