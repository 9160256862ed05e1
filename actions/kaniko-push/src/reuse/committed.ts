import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { type Context, runProcess } from '@slipway/runner';
import type { Unknown } from './ingredients.ts';

/** What git knows about files of the workspace. */
export interface Committed {
  /** Ids of trees and files by their path in the repository. */
  readonly trees: ReadonlyMap<string, string>;
  /** The context in the repository. */
  readonly context: string;
}

/**
 * What the commit holds at these paths of the workspace. Files that git ignores do not count: what a build before this one
 * has made comes from the same source. Anything else that is not committed makes the source unknown.
 * @param folder the build context, absolute
 * @param paths relative to the workspace
 */
export async function lookAtCommit(
  folder: string,
  paths: readonly string[],
  context: Context,
): Promise<Committed | Unknown> {
  const workspace = await realpath(context.workspace);
  const git = (...args: readonly string[]) => {
    // The checkout may belong to another user than the one of this container, and may bring a program to ask first.
    const safe = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-C', folder];
    const env = { ...context.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
    return runProcess('git', [...safe, ...args], { env, signal: context.signal });
  };
  const found = await git('rev-parse', '--show-toplevel').catch(() => undefined);
  const root = found?.exitCode === 0 ? await realpath(found.stdout.trim()) : '';
  if (root !== workspace && !root.startsWith(workspace + sep))
    return { unknown: 'the context is in no git repository' };

  const inRepository = (path: string) => relative(root, resolve(workspace, path)).split(sep).join('/');
  const wanted = [...new Set([relative(workspace, folder), ...paths].map(inRepository))];
  const status = await git(
    'status',
    '--porcelain',
    '--untracked-files=normal',
    '--',
    ...wanted.map((path) => `:(top)${path}`),
  );
  if (status.exitCode !== 0) return { unknown: `git cannot tell: ${status.stderr.trim().split('\n').at(-1)}` };
  const changed = status.stdout.split('\n').filter((line) => line !== '');
  if (changed.length > 0) {
    const more = changed.length > 1 ? ` and ${changed.length - 1} more` : '';
    return { unknown: `${changed[0]?.slice(3)}${more} is not committed, and not ignored either` };
  }
  const trees = new Map<string, string>();
  for (const path of wanted) {
    const id = await git('rev-parse', '--verify', '--quiet', path === '' ? 'HEAD^{tree}' : `HEAD:${path}`);
    if (id.exitCode !== 0) return { unknown: `the commit has no "${path}"` };
    trees.set(path, id.stdout.trim());
  }
  return { trees, context: inRepository(relative(workspace, folder)) };
}
