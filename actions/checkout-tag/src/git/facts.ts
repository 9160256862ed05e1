import { coAuthors, coAuthorsFormat } from './authors.ts';
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
  /** `Name <address>` of each, by the commit's trailers. */
  readonly coAuthors: readonly string[];
}

// Fields end with NUL, which no part of a commit can hold.
const format = ['%H', '%ad', '%aI', '%ct', '%an <%ae>', '%s', coAuthorsFormat].join('%x00');
const log = ['log', '--no-color', '--encoding=UTF-8', '--date=format:%Y%m%d-%H%M', `--format=${format}`];

/** @throws {CheckoutFailure} `unknown-ref` when the commit is not in the checkout */
export async function commitFacts(git: Git, start: string): Promise<CommitFacts> {
  return parseFacts(await git.demand([...log, '-1', start, '--']));
}

/** Reads the one record that `git log` printed. */
export function parseFacts(printed: string): CommitFacts {
  const [commit = '', stamp = '', date = '', epoch = '', author = '', subject = '', ...others] = printed
    .trimEnd()
    .split('\0');
  return { commit, stamp, date, epoch: Number(epoch), author, subject, coAuthors: coAuthors(others) };
}
