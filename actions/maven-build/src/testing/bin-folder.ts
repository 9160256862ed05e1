import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder for PATH that has these programs of the system and no others. */
export async function binFolder(programs: readonly string[], folder: string): Promise<string> {
  const path = join(folder, 'bin');
  await mkdir(path, { recursive: true });
  for (const program of programs) await symlink(`/bin/${program}`, join(path, program));
  return path;
}
