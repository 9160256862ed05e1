import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '@slipway/runner';
import type { Location } from '../source/location.ts';
import { authorsSince } from './authors.ts';
import type { Git } from './git.ts';

/** Commits that are asked for at first, by what they grow, and at most. */
const [firstDepth, growth, deepest] = [32, 4, 40_000];

/**
 * Authors of the commits that `commit` has and `since` has not, newest first, whatever the checkout's own depth: history is
 * fetched into a scratch repository, commits without their files, and only as far back as they need. `since` is asked for
 * too, since a branch that was rewritten holds it no more.
 * @param open git in a folder that exists
 * @returns undefined where the server gives neither `since` nor a history that holds it, or nothing came after it
 */
export async function authorsBackTo(
  since: string,
  commit: string,
  { url }: Location,
  open: (folder: string) => Promise<Git>,
  context: Context,
): Promise<readonly string[] | undefined> {
  const folder = await context.scratchFolder('history');
  const git = await open(folder);
  await git.demand(['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
  const shallowFile = join(folder, 'shallow');
  let wanted = [`+${commit}:refs/heads/main`, `+${since}:refs/heads/since`];
  let found: readonly string[] = [];
  for (let depth = firstDepth; depth <= deepest; depth *= growth) {
    const fetch = [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--filter=tree:0',
      `--depth=${depth}`,
      url,
    ];
    let fetched = await git.attempt([...fetch, ...wanted]);
    if (fetched.exitCode !== 0 && wanted.length > 1) {
      // Gone, or of a server that gives out tips of branches only: the history of `commit` may come to it.
      wanted = wanted.slice(0, 1);
      fetched = await git.attempt([...fetch, ...wanted]);
    }
    if (fetched.exitCode !== 0) return undefined;
    const looked = await authorsSince(git, since, commit, shallowFile);
    found = looked?.authors ?? [];
    const isWhole = await access(shallowFile).then(
      () => false,
      () => true,
    );
    if (looked?.isExact || isWhole) break;
  }
  return found.length > 0 ? found : undefined;
}
