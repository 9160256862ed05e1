import { type Tag, toTag } from '@slipway/image';
import type { CommitFacts } from './git/facts.ts';

export interface TagRules {
  readonly mainBranches: readonly string[];
  /** Characters. */
  readonly branchLength: number;
  readonly abbrev: number;
}

/** A commit and what it is called in the registry. */
export interface Revision {
  readonly tag: Tag;
  readonly imageTags: readonly Tag[];
  readonly shortCommit: string;
  readonly branch: string;
  readonly isMain: boolean;
}

/**
 * Branch that a ref belongs to. A pull request is called by its source branch, or by its ref when that is not known.
 * A tag and a commit given by its SHA are on no branch that we know: empty.
 */
export function branchOf(ref: string, pullRequestBranch: string): string {
  if (ref.startsWith('refs/heads/')) return ref.slice('refs/heads/'.length);
  if (ref.startsWith('refs/pull/')) return pullRequestBranch || ref.slice('refs/'.length);
  return '';
}

/**
 * Computes `<short commit>.<date>[-<branch>]`. The abbreviation has a fixed length: git's own (`%h`) grows with the
 * history that is there, so that a shallow and a full clone would give different tags. Only a branch is ever a main
 * branch: a pull request from a fork's `main` must not publish `latest`.
 */
export function revisionOf(facts: CommitFacts, ref: string, pullRequestBranch: string, rules: TagRules): Revision {
  const branch = branchOf(ref, pullRequestBranch);
  const isMain = ref.startsWith('refs/heads/') && rules.mainBranches.includes(branch);
  const shortCommit = facts.commit.slice(0, rules.abbrev);
  const shortBranch = Array.from(branch).slice(0, rules.branchLength).join('');
  const suffix = branch === '' || isMain ? '' : `-${shortBranch}`;
  const tag = toTag(`${shortCommit}.${facts.stamp}${suffix}`);
  return { tag, imageTags: isMain ? [tag, toTag('latest')] : [tag], shortCommit, branch, isMain };
}
