import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';
import { requirePackages } from './apt.ts';

/** Installs Debian's Maven where there is none: the example service is built with it. */
export async function requireMaven(log: (line: string) => void = () => {}): Promise<void> {
  const { exitCode } = await execa('mvn', ['--version'], { reject: false });
  if (exitCode === 0) return;
  log("  Maven, which is not on PATH: Debian's package …");
  await requirePackages(['maven']);
}

/**
 * Unpacks a zip archive that a Maven repository serves; mirrors and logins are those of the user's Maven settings.
 * @param coordinates `group:artifact:version:zip`
 */
export async function unpackArtifact(coordinates: string, folder: string): Promise<void> {
  await requireMaven();
  await requirePackages(['unzip']);
  const repository = join(folder, 'repository');
  const wanted = [`-Dartifact=${coordinates}`, '-Dtransitive=false'];
  const get = await execa('mvn', ['-B', '-q', `-Dmaven.repo.local=${repository}`, 'dependency:get', ...wanted], {
    reject: false,
    all: true,
  });
  if (get.exitCode !== 0) {
    throw new LabFailure(`Maven cannot get ${coordinates}:\n${get.all.split('\n').slice(-8).join('\n')}`);
  }
  const [group = '', artifact = '', version = '', type = ''] = coordinates.split(':');
  const file = join(repository, group.replaceAll('.', '/'), artifact, version, `${artifact}-${version}.${type}`);
  await execa('unzip', ['-q', file, '-d', folder]);
  await rm(repository, { recursive: true });
}
