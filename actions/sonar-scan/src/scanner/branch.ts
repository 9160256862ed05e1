import type { GitHubRun } from '@slipway/runner';

/** What an analysis is of. */
export type Scope =
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'pull-request'; readonly key: string; readonly branch: string; readonly base: string }
  | { readonly kind: 'project' };

/**
 * The branch or pull request of this run, for the editions that keep them apart: the Community Build knows one branch and
 * refuses an analysis with such parameters. Parameters of the user's own stand.
 * @param edition as /api/navigation/global names it: community, developer, enterprise, datacenter
 * @param base branch that a pull request goes to (GITHUB_BASE_REF)
 */
export function scopeOf(
  edition: string,
  github: Pick<GitHubRun, 'ref' | 'headRef'>,
  base: string,
  args: readonly string[],
): Scope {
  const isChosen = args.some((argument) => /^-Dsonar\.(branch|pullrequest)\./.test(argument));
  if (isChosen || !['developer', 'enterprise', 'datacenter'].includes(edition)) return { kind: 'project' };
  const [, key] = /^refs\/pull\/(\d+)\//.exec(github.ref) ?? [];
  if (key !== undefined) return { kind: 'pull-request', key, branch: github.headRef, base };
  const [, name] = /^refs\/heads\/(.+)$/.exec(github.ref) ?? [];
  return name === undefined ? { kind: 'project' } : { kind: 'branch', name };
}

/** The scanner's parameters for a scope. */
export function scopeArguments(scope: Scope): string[] {
  if (scope.kind === 'branch') return [`-Dsonar.branch.name=${scope.name}`];
  if (scope.kind === 'project') return [];
  const values = { key: scope.key, branch: scope.branch, base: scope.base };
  // Without its branches the server says what it misses; an empty value it takes for one.
  const known = Object.entries(values).filter(([, value]) => value !== '');
  return known.map(([name, value]) => `-Dsonar.pullrequest.${name}=${value}`);
}
