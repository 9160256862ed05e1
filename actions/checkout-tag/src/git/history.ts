import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '@slipway/runner';
import type { Location } from '../source/location.ts';
import { authorsSince } from './facts.ts';
import type { Git } from './git.ts';

/** Commits that are asked for at first, by what they grow, and at most. */
const [firstDepth, growth, deepest] = [32, 4, 40_000];

/**
 * Authors of the commits after `since`, newest first, whatever the checkout's own depth: history is fetched into a scratch
 * repository, commits without their files, and only as far back as `since` is.
 * @param open git in a folder that exists
 * @returns undefined where the history does not hold `since`, or the server does not give it
 */
export async function authorsBackTo(
  since: string,
  commit: string,
  { url }: Location,
  open: (folder: string) => Promise<Git>,
  context: Context,
): Promise<string[] | undefined> {
  const folder = await context.scratchFolder('history');
  const git = await open(folder);
  await git.demand(['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
  let before: string[] | undefined;
  for (let depth = firstDepth; depth <= deepest; depth *= growth) {
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--filter=tree:0', `--depth=${depth}`];
    const fetched = await git.attempt([...fetch, url, `+${commit}:refs/heads/main`]);
    if (fetched.exitCode !== 0) return undefined;
    const authors = await authorsSince(git, since, commit);
    const isWhole = !(await access(join(folder, 'shallow')).then(
      () => true,
      () => false,
    ));
    // At the edge of a cut history a merged branch may look newer than `since`: another look further back tells.
    if (isWhole || (authors !== undefined && authors.join() === before?.join())) return authors;
    before = authors;
  }
  return before;
}
