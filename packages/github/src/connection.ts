import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '@slipway/findings';
import { type Answer, HttpFailure, type RequestOptions, request } from '@slipway/http';
import { waitOf } from './rate-limit.ts';

export interface GitHubOptions {
  /** `GITHUB_API_URL`: `https://api.github.com`, or `https://host/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Empty asks as nobody, which public repositories allow 60 times in an hour. */
  readonly token: string;
  readonly signal?: AbortSignal;
  /** Told when it has to wait. */
  readonly say?: (line: string) => void;
  /** Longest wait for the rate limit in milliseconds, over all requests. Default: 60 s. */
  readonly patience?: number;
  readonly now?: () => Date;
}

export class GitHubFailure extends Failure<'github-unreachable' | 'github-refused' | 'github-rate-limited'> {}

/** Requests to one API server: login, rate limit and pages. */
export class Connection {
  private readonly options: GitHubOptions;
  private waited = 0;

  constructor(options: GitHubOptions) {
    this.options = options;
  }

  /**
   * Asks for one thing; undefined when GitHub says that it is not there (404, 410), as it also does for what the token
   * may not see.
   * @throws {GitHubFailure}
   */
  async get(path: string): Promise<unknown> {
    const answer = await this.ask(this.url(path));
    return answer && this.json(answer, path);
  }

  /** The same as text, with redirects followed: logs lie on another server. */
  async text(path: string): Promise<string | undefined> {
    return (await this.ask(this.url(path)))?.text();
  }

  /**
   * The entries of all pages, as the `Link` header leads from one to the next; `key` is where a page keeps its list,
   * none when the page is the list. Stops when the reader does.
   * @throws {GitHubFailure}
   */
  async *pages(path: string, key?: string): AsyncGenerator<unknown> {
    let next: string | undefined = this.url(path);
    while (next !== undefined) {
      const answer: Answer | undefined = await this.ask(next);
      if (answer === undefined) return;
      const page = this.json(answer, path) as Record<string, unknown> | undefined;
      const entries = key === undefined ? page : page?.[key];
      if (Array.isArray(entries)) yield* entries;
      next = nextPage(answer, this.options.apiUrl);
    }
  }

  /** All entries of {@link pages}. */
  async all(path: string, key?: string): Promise<unknown[]> {
    const entries: unknown[] = [];
    for await (const entry of this.pages(path, key)) entries.push(entry);
    return entries;
  }

  /**
   * Makes or changes one thing and returns how it is then; undefined when the token may not (403, or 404 where it does not
   * even see it). It is sent once: what was made although the answer was lost would be there twice.
   * @throws {GitHubFailure}
   */
  async send(method: 'POST' | 'PATCH', path: string, content: unknown): Promise<unknown> {
    const body = JSON.stringify(content);
    const sending = { method, body, headers: { 'content-type': 'application/json' }, retries: 0 } as const;
    const answer = await this.ask(this.url(path), sending);
    return answer && this.json(answer, path);
  }

  private url(path: string): string {
    return `${this.options.apiUrl.replace(/\/+$/, '')}${path}`;
  }

  private async ask(url: string, sending?: RequestOptions): Promise<Answer | undefined> {
    const { token, signal, say, patience = 60_000, now = () => new Date() } = this.options;
    const headers = {
      ...sending?.headers,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    };
    for (;;) {
      const options = { timeout: 10_000, retries: 2, ...sending, headers, ...(signal ? { signal } : {}) };
      const answer = await request(url, options).catch((error) => {
        if (error instanceof HttpFailure) throw unreachable(error);
        throw error;
      });
      if (answer.status >= 200 && answer.status < 300) return answer;
      if (answer.status === 404 || answer.status === 410) return undefined;
      const wait = waitOf(answer, now());
      if (wait === undefined && answer.status === 403 && sending !== undefined) return undefined;
      if (wait === undefined) throw refused(url, answer, token);
      if (this.waited + wait > patience) throw rateLimited(url, wait);
      this.waited += wait;
      say?.(`GitHub's rate limit is reached; asking again in ${Math.ceil(wait / 1000)} s`);
      await sleep(wait, undefined, signal ? { signal } : {});
    }
  }

  private json(answer: Answer, path: string): unknown {
    try {
      return answer.json();
    } catch (cause) {
      throw new GitHubFailure({
        code: 'github-refused',
        headline: `What ${this.url(path)} answers is not GitHub's API`,
        advice: 'Check GITHUB_API_URL; a GitHub Enterprise Server has it below /api/v3.',
        cause,
      });
    }
  }
}

/** The next page, if it is on the same server: a token goes nowhere else. */
function nextPage({ headers }: Answer, apiUrl: string): string | undefined {
  const [, next] = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? '')) ?? [];
  return next !== undefined && URL.parse(next)?.origin === URL.parse(apiUrl)?.origin ? next : undefined;
}

function unreachable(cause: HttpFailure): GitHubFailure {
  return new GitHubFailure({
    code: 'github-unreachable',
    headline: cause.headline,
    ...(cause.reason === undefined ? {} : { reason: cause.reason }),
    advice: 'Check that this runner can reach GITHUB_API_URL.',
    cause,
  });
}

function rateLimited(url: string, wait: number): GitHubFailure {
  return new GitHubFailure({
    code: 'github-rate-limited',
    headline: `GitHub's rate limit is reached, for another ${Math.ceil(wait / 1000)} s`,
    reason: `asked for ${url}`,
  });
}

function refused(url: string, answer: Answer, token: string): GitHubFailure {
  let said = '';
  try {
    said = String((answer.json() as { message?: unknown } | null)?.message ?? '');
  } catch {
    // A proxy's page; the status says enough.
  }
  const { pathname } = new URL(url);
  return new GitHubFailure({
    code: 'github-refused',
    headline: `GitHub answers ${answer.status} for ${pathname}`,
    ...(said === '' ? {} : { reason: said }),
    advice:
      token === ''
        ? 'Give it a token.'
        : 'Give the job the permissions actions: read, checks: read and contents: read.',
  });
}
