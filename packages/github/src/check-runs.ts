import { Connection, type GitHubOptions } from './connection.ts';

/** What GitHub shows beside a commit, in the words of its API. */
export interface CheckRun {
  readonly name: string;
  /** The commit; of a pull request its head, as nobody sees the merge that is built. */
  readonly headSha: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  /** Page with the details; empty when there is none. */
  readonly detailsUrl: string;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
}

export interface CheckAnnotation {
  /** Relative to the repository. */
  readonly path: string;
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** GitHub's limits: https://docs.github.com/en/rest/checks/runs */
const limits = { annotationsPerRequest: 50, summary: 65_535, title: 255, message: 64_000 };

/** Beyond it a page of annotations helps nobody, and each fifty are a request. */
const maxAnnotations = 500;

/**
 * Makes a check run that is completed; annotations beyond GitHub's fifty for each request are added one update after the
 * other. False when the token may not: it takes one of a GitHub App (such as the job's own) with `checks: write`.
 * @throws {GitHubFailure}
 */
export async function createCheckRun(run: CheckRun, options: GitHubOptions): Promise<boolean> {
  const connection = new Connection(options);
  const path = `/repos/${options.repository}/check-runs`;
  const [first = [], ...others] = inRequests(run.annotations.slice(0, maxAnnotations));
  const made = await connection.send('POST', path, {
    name: run.name,
    head_sha: run.headSha,
    status: 'completed',
    conclusion: run.conclusion,
    ...(run.detailsUrl === '' ? {} : { details_url: run.detailsUrl }),
    output: output(run, first),
  });
  if (made === undefined) return false;
  const { id } = made as { readonly id: number };
  // What an update names is added to the annotations that are there.
  for (const part of others) await connection.send('PATCH', `${path}/${id}`, { output: output(run, part) });
  return true;
}

function inRequests(annotations: readonly CheckAnnotation[]): (readonly CheckAnnotation[])[] {
  const count = Math.ceil(annotations.length / limits.annotationsPerRequest);
  return Array.from({ length: count }, (_, at) =>
    annotations.slice(at * limits.annotationsPerRequest, (at + 1) * limits.annotationsPerRequest),
  );
}

function output(run: CheckRun, annotations: readonly CheckAnnotation[]) {
  return {
    title: run.title.slice(0, limits.title),
    summary: run.summary.slice(0, limits.summary),
    annotations: annotations.map(({ path, line, level, title, message }) => ({
      path,
      start_line: line,
      end_line: line,
      annotation_level: level,
      title: title.slice(0, limits.title),
      message: message.slice(0, limits.message),
    })),
  };
}
