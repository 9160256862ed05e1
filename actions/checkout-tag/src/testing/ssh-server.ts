import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, requirePackages } from '@slipway/lab';
import { execa } from 'execa';
import { temporaryFolder } from './repository.ts';

export interface SshServer extends AsyncDisposable {
  /** `ssh://user@host:port` */
  readonly url: string;
  /** Its host key as a line of known_hosts. */
  readonly knownHost: string;
  /** A private key that it lets in, and one that it does not. */
  readonly keys: { readonly right: string; readonly wrong: string };
}

/**
 * Serves the repositories below `root` with OpenSSH's own server, for reading only, to those who have the key.
 * @param lfs where files kept in Git LFS are given out over HTTP, and to whom
 */
export async function serveSsh(root: string, lfs: { url: string; token: string }): Promise<SshServer> {
  await requirePackages(['openssh-server']);
  const folder = temporaryFolder();
  const [host, right, wrong] = await Promise.all(['host', 'right', 'wrong'].map((name) => newKey(folder, name)));
  if (host === undefined || right === undefined || wrong === undefined) throw new Error('unreachable');
  await writeFile(join(folder, 'authorized_keys'), right.public);
  await writeFile(join(folder, 'serve'), forcedCommand(root, lfs), { mode: 0o755 });
  const port = await freePort();
  await writeFile(join(folder, 'sshd_config'), configuration(folder, port));
  // Where sshd separates its rights it wants this folder, which only an init system makes.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((ready, failed) => {
    server.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
      if (said.includes('Server listening')) ready();
    });
    server.on('exit', () => failed(new Error(`sshd ended: ${said}`)));
  });
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    knownHost: `[127.0.0.1]:${port} ${host.public.split(' ').slice(0, 2).join(' ')}`,
    keys: { right: right.private, wrong: wrong.private },
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((end) => server.once('exit', end));
      server.kill();
      await ended;
    },
  };
}

async function newKey(folder: string, name: string): Promise<{ private: string; public: string }> {
  const file = join(folder, name);
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
  const [secret, open] = await Promise.all([file, `${file}.pub`].map((path) => readFile(path, 'utf8')));
  return { private: secret ?? '', public: open ?? '' };
}

const configuration = (folder: string, port: number) =>
  [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `ForceCommand ${join(folder, 'serve')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'AcceptEnv GIT_PROTOCOL',
    '',
  ].join('\n');

/**
 * What git asks for is `git-upload-pack '/bss/index.git'`, and git-lfs `git-lfs-authenticate /bss/index.git download`
 * (https://github.com/git-lfs/git-lfs/blob/main/docs/api/server-discovery.md).
 */
const forcedCommand = (root: string, { url, token }: { url: string; token: string }) => `#!/bin/sh
set -- $(printf %s "$SSH_ORIGINAL_COMMAND" | tr -d "'")
name=\${2#/}
case "$1" in
git-upload-pack) exec git -c 'safe.directory=*' upload-pack "${root}/\${name%.git}" ;;
git-lfs-authenticate)
  printf '{"href": "${url}/%s/info/lfs", "header": {"Authorization": "Basic %s"}}' \\
    "$name" ${Buffer.from(`lfs:${token}`).toString('base64')}
  ;;
*) exit 1 ;;
esac
`;
