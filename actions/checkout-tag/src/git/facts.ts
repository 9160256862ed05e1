import type { Git } from './git.ts';

/** What git says about a commit. */
export interface CommitFacts {
  readonly commit: string;
  /** Author date as `YYYYMMDD-hhmm`, in the author's time zone. */
  readonly stamp: string;
  /** The same in ISO 8601, strict. */
  readonly date: string;
  /** Commit time, seconds since 1970. */
  readonly epoch: number;
  readonly author: string;
  readonly subject: string;
}

// Fields end with NUL, which no part of a commit can hold.
const format = ['%H', '%ad', '%aI', '%ct', '%an <%ae>', '%s'].join('%x00');
const log = ['log', '--no-color', '--encoding=UTF-8', '--date=format:%Y%m%d-%H%M', `--format=${format}`];

/** @throws {CheckoutFailure} `unknown-ref` when the commit is not in the checkout */
export async function commitFacts(git: Git, start: string): Promise<CommitFacts> {
  return parseFacts(await git.demand([...log, '-1', start, '--']));
}

/** Authors of the commits after `before`, oldest last; undefined when the history here does not reach `before`. */
export async function authorsSince(git: Git, before: string, start: string): Promise<string[] | undefined> {
  const result = await git.attempt(['log', '--encoding=UTF-8', '--format=%an <%ae>', `${before}..${start}`, '--']);
  const authors = result.stdout.split('\n').filter((line) => line !== '');
  return result.exitCode === 0 && authors.length > 0 ? [...new Set(authors)] : undefined;
}

/** Reads the one record that `git log` printed. */
export function parseFacts(printed: string): CommitFacts {
  const [commit = '', stamp = '', date = '', epoch = '', author = '', subject = ''] = printed.trimEnd().split('\0');
  return { commit, stamp, date, epoch: Number(epoch), author, subject };
}
