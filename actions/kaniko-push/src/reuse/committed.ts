import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { Context } from '@slipway/runner';
import { gitOf } from '../source/git.ts';
import type { Unknown } from './source-key.ts';

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
  const git = await gitOf(folder, context);
  if (git === undefined) return { unknown: 'the context is in no git repository' };

  const inRepository = (path: string) => relative(git.root, resolve(workspace, path)).split(sep).join('/');
  const wanted = [...new Set([relative(workspace, folder), ...paths].map(inRepository))];
  const status = await git.call(
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
    const id = await git.call('rev-parse', '--verify', '--quiet', path === '' ? 'HEAD^{tree}' : `HEAD:${path}`);
    if (id.exitCode !== 0) return { unknown: `the commit has no "${path}"` };
    trees.set(path, id.stdout.trim());
  }
  return { trees, context: inRepository(relative(workspace, folder)) };
}
