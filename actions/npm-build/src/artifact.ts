import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isInside } from '@slipway/build-result';
import { NpmFailure } from './failure.ts';

/** Where Vite, webpack, Angular and Vue, create-react-app, Next.js and Nuxt write. */
const usual = ['dist', 'build', 'out', '.output'];

/**
 * Absolute path of the folder that the build script wrote; undefined when none was asked for and none of the usual was written.
 * @throws {NpmFailure} `build-failed`, when there is not what was asked for.
 */
export async function findArtifact(given: string, folder: string, startedAt: Date): Promise<string | undefined> {
  if (given !== '') {
    const path = await realpath(resolve(folder, given)).catch(() => undefined);
    if (path !== undefined && isInside(folder, path)) return path;
    throw new NpmFailure({
      code: 'build-failed',
      headline: `Bad input: artifact: "${given}" given; allowed: a folder that the build script writes below "working-directory"`,
    });
  }
  for (const name of usual) if (await isFresh(join(folder, name), startedAt)) return join(folder, name);
  return undefined;
}

async function isFresh(path: string, startedAt: Date): Promise<boolean> {
  const names = await readdir(path).catch(() => []);
  const times = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mtimeMs));
  // File times lag behind the clock by some milliseconds.
  return times.some((time) => time >= startedAt.getTime() - 1000);
}
