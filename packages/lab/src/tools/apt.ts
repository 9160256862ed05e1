import { execa } from 'execa';
import { LabFailure } from '../failure.ts';

/** Installs those Debian packages that are missing. */
export async function requirePackages(names: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const name of names) {
    const { stdout, exitCode, code } = await execa('dpkg-query', ['--show', '--showformat=${Status}', name], {
      reject: false,
    });
    if (code === 'ENOENT')
      throw new LabFailure(
        `The lab installs ${names.join(', ')} with apt-get, which is not here; it runs on Debian and its relatives.`,
      );
    if (exitCode !== 0 || !stdout.endsWith(' installed')) missing.push(name);
  }
  if (missing.length === 0) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '--yes', '--quiet', '--no-install-recommends', ...missing];
  const first = await execa('apt-get', install, { env, reject: false, all: true });
  if (first.exitCode === 0) return;
  // The package lists may be old, or not there at all.
  await execa('apt-get', ['update', '--quiet'], { env, reject: false });
  const second = await execa('apt-get', install, { env, reject: false, all: true });
  if (second.exitCode !== 0) {
    throw new LabFailure(
      `apt-get cannot install ${missing.join(', ')}:\n${second.all.split('\n').slice(-8).join('\n')}`,
    );
  }
}
