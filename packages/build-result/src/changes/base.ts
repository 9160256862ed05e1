/** What a change is compared with. */
export type Base =
  /** The commit where the branch of a pull request left its base branch. */
  | { readonly kind: 'pull-request'; readonly base: string; readonly head: string }
  | { readonly kind: 'commit'; readonly commit: string }
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'none'; readonly why: string };

/** A commit that is none: a push that makes a branch has it as the one before. */
const noCommit = /^0*$/;

/**
 * What this build is to be compared with: what the input names, else the base of the pull request or merge queue, else
 * the commit before the push, for a new branch the default branch.
 * @param event Payload of the event, as GitHub writes it to `GITHUB_EVENT_PATH`
 */
export function baseOf(given: string, eventName: string, event: unknown): Base {
  if (given !== '') return { kind: 'commit', commit: given };
  const pullRequest = field(event, 'pull_request');
  const [base, head] = [text(field(pullRequest, 'base'), 'sha'), text(field(pullRequest, 'head'), 'sha')];
  if (base !== '') return { kind: 'pull-request', base, head };
  const queued = text(field(event, 'merge_group'), 'base_sha');
  if (queued !== '') return { kind: 'commit', commit: queued };
  if (eventName !== 'push') return { kind: 'none', why: `the event "${eventName}" has no commit before it` };
  const before = text(event, 'before');
  if (!noCommit.test(before)) return { kind: 'commit', commit: before };
  const name = text(field(event, 'repository'), 'default_branch');
  if (name === '') return { kind: 'none', why: 'the push has no commit before it' };
  return { kind: 'branch', name };
}

/** Commit that checks and annotations belong to: of a pull request its head, not the merge that is built. */
export function headOf(sha: string, event: unknown): string {
  return text(field(field(event, 'pull_request'), 'head'), 'sha') || sha;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}
