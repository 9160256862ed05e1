import { readFile } from 'node:fs/promises';
import type { Git } from './git.ts';

/** Values of the trailers that GitHub, GitLab and others write for each further author. Stands last: each ends with NUL. */
export const coAuthorsFormat = '%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x00)';

/** Those of the trailers' values that name somebody, `Name <address>`. */
export function coAuthors(values: readonly string[]): string[] {
  return values.map((value) => value.trim()).filter((value) => /^[^<>]+ <[^<>\s]+@[^<>\s]+>$/.test(value));
}

/** Who wrote a range of commits, as far as the history that is here tells. */
export interface Authors {
  /** `Name <address>`, newest first, each once. */
  readonly authors: readonly string[];
  /** Whether no commit beyond the edge of a cut history can make them more or fewer. */
  readonly isExact: boolean;
}

/**
 * Authors of the commits that `start` has in its history and `since` has not.
 * @param shallowFile where git keeps the commits that the history is cut at; absent when it is whole
 * @returns undefined when `since` is not here
 */
export async function authorsSince(
  git: Git,
  since: string,
  start: string,
  shallowFile: string,
): Promise<Authors | undefined> {
  const format = ['%H', '%ct', '%an <%ae>', coAuthorsFormat].join('%x00');
  const result = await git.attempt(['log', '--encoding=UTF-8', `--format=${format}`, `${since}..${start}`, '--']);
  if (result.exitCode !== 0) return undefined;
  const commits = linesOf(result.stdout).map((line) => {
    const [name = '', time = '', author = '', ...others] = line.split('\0');
    return { name, time: Number(time), authors: [author, ...coAuthors(others)] };
  });
  const authors = [...new Set(commits.flatMap((commit) => commit.authors))];
  const edge = linesOf(await readFile(shallowFile, 'utf8').catch(() => ''));
  if (commits.length === 0 || edge.length === 0) return { authors, isExact: true };
  const names = new Set(commits.map(({ name }) => name));
  if (edge.some((name) => names.has(name))) return { authors, isExact: false };
  // `since` may come to one of them through what is not here; only an edge that is newer has them behind it.
  const oldest = Math.min(...commits.map(({ time }) => time));
  const times = await git.demand(['log', '--no-walk=unsorted', '--format=%ct', '--stdin'], `${edge.join('\n')}\n`);
  return { authors, isExact: linesOf(times).every((time) => Number(time) < oldest) };
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
