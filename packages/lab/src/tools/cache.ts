import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../machine/folders.ts';

const pending = new Map<string, Promise<string>>();

/**
 * The folder of a tool in the cache, made by `build` when it is not there. It is made under another name and renamed,
 * so that one that exists is whole.
 */
export function cached(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const known = pending.get(name) ?? make(name, build);
  pending.set(name, known);
  return known;
}

async function make(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheFolder, 'tools', name);
  if (await exists(target)) return target;
  await mkdir(join(cacheFolder, 'tools'), { recursive: true });
  const draft = await mkdtemp(join(cacheFolder, 'tools', `.${name}-`));
  try {
    await build(draft);
    await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
      // Somebody else was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
