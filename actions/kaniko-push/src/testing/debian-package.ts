import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';

/** Unpacks Debian's packages, without installing them, into a folder of the cache. @returns the folder, which one run may have made before */
export async function unpackPackages(
  env: Readonly<Record<string, string>>,
  name: string,
  packages: readonly string[],
): Promise<string> {
  const cache = env.SLIPWAY_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'slipway');
  const target = join(cache, 'tools', `${name}-debian`);
  if (existsSync(target)) return target;
  await mkdir(join(cache, 'tools'), { recursive: true });
  const folder = await mkdtemp(join(cache, 'tools', `${name}-new-`));
  await runProcess('apt-get', ['download', ...packages], { env, cwd: folder });
  const debs = (await readdir(folder)).filter((file) => file.endsWith('.deb'));
  if (debs.length < packages.length)
    throw new Error(`apt-get downloaded of ${packages.join(', ')}: ${debs.join(', ')}`);
  for (const deb of debs) await runProcess('dpkg', ['-x', deb, 'unpacked'], { env, cwd: folder });
  // Another run may have been faster; one of them is enough.
  await rename(join(folder, 'unpacked'), target).catch(() => {});
  await rm(folder, { recursive: true, force: true });
  return target;
}
