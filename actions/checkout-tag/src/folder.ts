import { access, appendFile, chmod, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CheckoutFailure } from './failure.ts';

/** The folder of the checkout as it was found, before anything is changed. */
export interface Folder {
  /** Absolute, without symbolic links in its parents. */
  readonly path: string;
  readonly state: 'absent' | 'empty' | 'checkout';
  readonly isShallow: boolean;
  readonly hasSubmodules: boolean;
}

/**
 * Looks at the folder that `path` names.
 * @throws {CheckoutFailure} `outside-workspace`; `folder-in-use` when it holds files that are no checkout
 */
export async function lookAtFolder(workspace: string, path: string): Promise<Folder> {
  const root = await realpath(workspace).catch(() => resolve(workspace));
  const wished = resolve(workspace, path);
  const real = await realOf(wished);
  if (real !== root && !real.startsWith(root + sep)) {
    throw new CheckoutFailure({
      code: 'outside-workspace',
      headline: `path: "${path}" is outside the workspace ${workspace}`,
      advice: 'Give a folder inside the workspace.',
    });
  }
  const names = await readdir(real).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') return ['(a file)'];
    throw error;
  });
  const at = { path: real, isShallow: false, hasSubmodules: false };
  if (names === undefined) return { ...at, state: 'absent' };
  if (names.length === 0) return { ...at, state: 'empty' };
  if (names.includes('.git')) {
    const [isShallow, hasSubmodules] = await Promise.all(
      ['shallow', 'modules'].map((name) => exists(join(real, '.git', name))),
    );
    return { path: real, state: 'checkout', isShallow: isShallow === true, hasSubmodules: hasSubmodules === true };
  }
  throw new CheckoutFailure({
    code: 'folder-in-use',
    headline: `path: "${path || '.'}" holds files but is no git checkout`,
    reason: `Found there: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
    advice: 'Give another "path", empty the folder, or check out before other steps write into it.',
  });
}

/** Resolves links in the part of a path that exists; the rest is taken as it is. */
async function realOf(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined) return found;
  const parent = dirname(path);
  return parent === path ? path : join(await realOf(parent), relative(parent, path));
}

/** Makes the folder where it is absent; the returned function takes away all that came into being since. */
export async function claimFolder(folder: Folder): Promise<() => Promise<void>> {
  if (folder.state === 'checkout') return async () => {};
  const created = await mkdir(folder.path, { recursive: true });
  return async () => {
    if (created !== undefined) return rm(created, { recursive: true, force: true });
    for (const name of await readdir(folder.path)) await rm(join(folder.path, name), { recursive: true, force: true });
  };
}

/** Removes locks that a killed job left behind, whatever their age; no other job works in the same workspace. */
export async function removeStaleLocks(folder: Folder): Promise<void> {
  for (const lock of await locksBelow(join(folder.path, '.git'))) await rm(lock, { force: true });
}

async function locksBelow(folder: string, isStore = false): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const isRepository = entries.some(({ name }) => name === 'HEAD');
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return entry.name.endsWith('.lock') ? [path] : [];
      // Loose objects are many, and never locked.
      if (isStore && /^[0-9a-f]{2}$/.test(entry.name)) return [];
      return locksBelow(path, isRepository && entry.name === 'objects');
    }),
  );
  return found.flat();
}

/** Adds to the checkout's own configuration. Written by us, not by `git config`, so that no secret is an argument. */
export async function addConfig(folder: Folder, text: string, isSecret = false): Promise<void> {
  const file = join(folder.path, '.git', 'config');
  if (isSecret) await chmod(file, 0o600);
  await appendFile(file, text);
}

/** Lets the checkout borrow objects of a mirror on this machine. */
export async function borrowObjects(folder: Folder, mirror: string): Promise<void> {
  const inside = join(mirror, '.git', 'objects');
  const objects = (await exists(inside)) ? inside : join(mirror, 'objects');
  const info = join(folder.path, '.git', 'objects', 'info');
  await mkdir(info, { recursive: true });
  const file = join(info, 'alternates');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (!known.split('\n').includes(objects)) await writeFile(file, `${known}${objects}\n`);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
