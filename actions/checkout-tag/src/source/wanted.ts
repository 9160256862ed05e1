import { isCommitName } from './ref-name.ts';

/** What is to be fetched, before the server was asked. */
export type Wanted =
  /** `ref` is the ref that the commit was reached by; empty when not known. */
  | { readonly kind: 'commit'; readonly commit: string; readonly ref: string }
  /** The first of the full refs that the server has. */
  | { readonly kind: 'named'; readonly given: string; readonly refs: readonly string[] }
  | { readonly kind: 'default-branch' };

/** What the event that started the run says about the repository that is checked out; empty for another repository. */
export interface Trigger {
  readonly sha: string;
  readonly ref: string;
}

/**
 * Decides what to fetch for the input `ref`. The commit of the event wins over the tip of its branch, so that all jobs
 * of a run see the same source. A short name is first taken as a branch, then as a tag.
 */
export function wantedRevision(given: string, trigger: Trigger): Wanted {
  if (given === '' && isCommitName(trigger.sha)) return { kind: 'commit', commit: trigger.sha, ref: trigger.ref };
  const name = given === '' ? trigger.ref : given;
  if (name === '' || name === 'HEAD') return { kind: 'default-branch' };
  if (isCommitName(name)) {
    const commit = name.toLowerCase();
    return { kind: 'commit', commit, ref: commit === trigger.sha ? trigger.ref : '' };
  }
  const refs = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  return { kind: 'named', given: name, refs };
}

/** What to call it in messages. */
export function describe(wanted: Wanted): string {
  if (wanted.kind === 'default-branch') return 'the default branch';
  return wanted.kind === 'commit' ? `commit ${wanted.commit}` : `ref "${wanted.given}"`;
}

/** The ref under which a ref of the server is kept in the checkout. */
export function localRef(ref: string): string {
  return ref.replace(/^refs\/heads\//, 'refs/remotes/origin/').replace(/^refs\/(?!remotes\/|tags\/)/, 'refs/remotes/');
}

const everything = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];

/** Arguments of `git fetch` for one thing at a depth; 0 is all history, with all branches and tags. */
export function fetchArguments(
  thing: { readonly source: string; readonly ref: string },
  options: { readonly depth: number; readonly filter: string; readonly isShallow: boolean },
): string[] {
  const { depth, filter, isShallow } = options;
  // A commit and the wildcard must not both want the branch's ref: git refuses to fetch two things to one ref.
  const keepsRef = thing.ref !== '' && (depth > 0 || thing.source === thing.ref);
  const exact = keepsRef ? `+${thing.source}:${localRef(thing.ref)}` : thing.source;
  return [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-recurse-submodules',
    ...(filter === '' ? [] : [`--filter=${filter}`]),
    ...(depth > 0 ? [`--depth=${depth}`] : isShallow ? ['--unshallow'] : []),
    'origin',
    exact,
    ...(depth > 0 ? [] : everything),
  ];
}
