import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';
import { cacheFolder } from '../machine/folders.ts';
import { alone } from '../machine/lock.ts';

/** @throws {LabFailure} that names `components`, where they cannot run: on another system, or without apt. */
export async function requireDebian(components: readonly string[]): Promise<void> {
  const isLinux = process.platform === 'linux';
  if (isLinux && (await execa('apt-get', ['--version'], { reject: false })).code !== 'ENOENT') return;
  throw new LabFailure(
    `${components.join(', ')}: ${isLinux ? 'apt-get is not on PATH' : `this is ${process.platform}`}, and the lab runs on Debian ` +
      'and its relatives; REGISTRY, KUBECONFIG, SMTP_URL and SONAR_HOST_URL bring components of your own.',
  );
}

/** Installs those Debian packages that are missing. */
export async function requirePackages(names: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const name of names) {
    const query = ['--show', '--showformat=${Status}', name];
    const { stdout, exitCode } = await execa('dpkg-query', query, { reject: false });
    if (exitCode !== 0 || !stdout.endsWith(' installed')) missing.push(name);
  }
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new LabFailure(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed, and only root may install: ` +
        `run "sudo apt-get install ${missing.join(' ')}" once, or the lab as root.`,
    );
  }
  // Tests install what they need, several at a time.
  await alone(join(cacheFolder, 'apt'), 'Another installation of packages', () =>
    withoutServices(() => install(missing)),
  );
}

async function install(missing: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '--yes', '--quiet', '--no-install-recommends', ...missing];
  const first = await execa('apt-get', args, { env, reject: false, all: true });
  if (first.exitCode === 0) return;
  // The package lists may be old, or not there at all.
  await execa('apt-get', ['update', '--quiet'], { env, reject: false });
  const second = await execa('apt-get', args, { env, reject: false, all: true });
  if (second.exitCode !== 0) {
    throw new LabFailure(
      `apt-get cannot install ${missing.join(', ')}:\n${second.all.split('\n').slice(-8).join('\n')}`,
    );
  }
}

/**
 * Debian starts the service of a package that is installed (a registry on port 5000, etcd, containerd), unless this
 * file forbids it: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
 */
async function withoutServices<T>(work: () => Promise<T>): Promise<T> {
  const policy = '/usr/sbin/policy-rc.d';
  // A machine that has a policy of its own keeps it.
  const isOurs = await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' }).then(
    () => true,
    () => false,
  );
  try {
    return await work();
  } finally {
    if (isOurs) await rm(policy, { force: true });
  }
}
