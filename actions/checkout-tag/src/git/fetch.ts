import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '@slipway/runner';
import { CheckoutFailure } from '../failure.ts';
import { fetchArguments, localRef, type Wanted } from '../source/wanted.ts';
import { type Asked, explainGit } from './explain-git.ts';
import type { Git } from './git.ts';
import { forgetBranches } from './work-tree.ts';

/** What the server gave. */
export interface Fetched {
  /** Full ref; empty for a commit given by its SHA. */
  readonly ref: string;
  /** What names the commit in the checkout. */
  readonly start: string;
}

interface FetchOptions {
  readonly asked: Asked;
  readonly depth: number;
  readonly filter: string;
  readonly isShallow: boolean;
  readonly context: Context;
}

/** Milliseconds before the second and the third attempt, when the server or the line to it is at fault. */
const pauses = [1000, 3000];

/**
 * Fetches what is wanted with one request where its ref is known.
 * @throws {CheckoutFailure} when the server does not have it, does not let us in or does not answer
 */
export async function fetchWanted(git: Git, wanted: Wanted, options: FetchOptions): Promise<Fetched> {
  if (wanted.kind === 'commit') {
    await fetchOne(git, { source: wanted.commit, ref: wanted.ref }, options);
    return { ref: wanted.ref, start: wanted.commit };
  }
  const refs = wanted.kind === 'named' ? wanted.refs : [await defaultBranch(git, options)];
  for (const ref of refs) {
    const isLast = ref === refs.at(-1);
    const isThere = await fetchOne(git, { source: ref, ref }, options).then(
      () => true,
      (error: unknown) => {
        if (!isLast && error instanceof CheckoutFailure && error.code === 'unknown-ref') return false;
        throw error;
      },
    );
    if (isThere) return { ref, start: localRef(ref) };
  }
  throw new Error('no ref was asked for');
}

async function fetchOne(
  git: Git,
  thing: { readonly source: string; readonly ref: string },
  options: FetchOptions,
): Promise<void> {
  await persistently(git, fetchArguments(thing, options), options);
}

async function persistently(git: Git, args: readonly string[], options: FetchOptions): Promise<string> {
  const { asked, context } = options;
  for (const pause of [...pauses, undefined]) {
    const result = await git.attempt(args);
    if (result.exitCode === 0) return result.stdout;
    if (/cannot lock ref|refs? conflict/.test(result.stderr) && (await forgetBranches(git))) continue;
    const { failure, mayPass } = explainGit(result.stderr, asked);
    if (!mayPass || pause === undefined) throw failure;
    context.log.info(`${failure.headline}; trying again in ${pause / 1000} s (${failure.reason?.split('\n').at(-1)})`);
    await sleep(pause, undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted());
  }
  throw new Error('no attempt was made');
}

async function defaultBranch(git: Git, options: FetchOptions): Promise<string> {
  const answer = await persistently(git, ['ls-remote', '--symref', 'origin', 'HEAD'], options);
  const branch = /^ref: (\S+)\tHEAD$/m.exec(answer)?.[1];
  if (branch !== undefined && /^[0-9a-f]+\tHEAD$/m.test(answer)) return branch;
  const { repository } = options.asked;
  // A HEAD that is no branch is rare but legal; without any line nothing was ever pushed there.
  if (answer.trim() !== '' && branch === undefined) return 'HEAD';
  throw new CheckoutFailure({
    code: 'empty-repository',
    headline: `"${repository}" has no commit on its default branch`,
    advice: 'Push a first commit, or give a branch that exists as "ref".',
  });
}
