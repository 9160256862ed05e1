import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

// A fake of the GitHub REST routes that our actions ask, answering in the shapes of GitHub's API description
// (version 2022-11-28): lists in pages with a Link header, 404 for what is not there or not seen, the two rate limits.
// GitHub itself cannot be put into known states, and a test must not need the network.

export interface FakeJob {
  readonly id: number;
  readonly name: string;
  readonly status?: string;
  readonly conclusion?: string | null;
  readonly runner?: string;
  readonly steps?: readonly { readonly name: string; readonly conclusion: string | null }[];
  readonly annotations?: readonly { readonly level: string; readonly title?: string; readonly message: string }[];
  readonly log?: string;
}

export interface FakeRun {
  readonly id: number;
  readonly number: number;
  readonly sha: string;
  readonly attempt?: number;
  readonly branch?: string;
  readonly conclusion?: string | null;
  readonly actor?: string;
  readonly headRepository?: string;
  readonly jobs: readonly FakeJob[];
}

export interface FakeCommit {
  readonly sha: string;
  readonly name: string;
  readonly email: string;
  readonly login?: string;
  readonly type?: 'User' | 'Bot';
}

export interface GitHubWorld {
  readonly token?: string;
  /** Attempts of one run are entries with the same id. */
  readonly runs?: readonly FakeRun[];
  /** All commits, the oldest first; what lies between two is compared. */
  readonly commits?: readonly FakeCommit[];
  readonly users?: Readonly<Record<string, { readonly email: string | null }>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly pageSize?: number;
  /** Whether the token may write check runs; without it GitHub answers 403. Default: it may. */
  readonly mayWriteChecks?: boolean;
  /** Answers instead of the routes; undefined lets them answer. */
  readonly refuse?: (path: string, count: number) => FakeAnswer | undefined;
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A check run in the words of the API. */
export interface FakeCheckRun {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly status: string;
  readonly conclusion: string;
  readonly details_url: string | undefined;
  readonly output: { title: string; summary: string };
  readonly annotations: unknown[];
}

export interface FakeGitHub {
  /** For GITHUB_API_URL; below /api/v3 as on a GitHub Enterprise Server. */
  readonly url: string;
  /** Paths that were asked, in order. */
  readonly asked: string[];
  /** Check runs that were made, as they are after their updates. */
  readonly checkRuns: FakeCheckRun[];
  close(): void;
}

export const repository = 'shop/bss.index';
const notFound: FakeAnswer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
};
export const rateLimited = (headers: Readonly<Record<string, string>>): FakeAnswer => ({
  status: 403,
  headers,
  body: { message: 'API rate limit exceeded for installation ID 1.', documentation_url: 'https://docs.github.com/' },
});
export const notAccessible: FakeAnswer = {
  status: 403,
  body: { message: 'Resource not accessible by integration', status: '403' },
};

export async function startGitHub(world: GitHubWorld): Promise<FakeGitHub> {
  const asked: string[] = [];
  const checkRuns: FakeCheckRun[] = [];
  const base = '/api/v3';
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const path = decodeURIComponent(url.pathname.slice(base.length));
    asked.push(`${path}${url.search}`);
    const isAllowed = world.token === undefined || request.headers.authorization === `Bearer ${world.token}`;
    const sent = request.method === 'GET' ? undefined : ((await json(request)) as SentCheckRun);
    const given = !isAllowed
      ? { status: 401, body: { message: 'Bad credentials', status: '401' } }
      : (world.refuse?.(path, asked.length) ??
        (sent ? writeCheckRun(request.method ?? '', path, sent, checkRuns, world) : route(path, url, world)));
    const { status, headers, body } = inPages(given, url, world.pageSize);
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
    response.end(isText ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${base}`, asked, checkRuns, close: () => void server.close() };
}

type SentCheckRun = Partial<Omit<FakeCheckRun, 'output'>> & {
  readonly output?: { readonly title?: string; readonly summary?: string; readonly annotations?: readonly unknown[] };
};

/** https://docs.github.com/en/rest/checks/runs; the refusals are worded as GitHub words them. */
function writeCheckRun(
  method: string,
  path: string,
  sent: SentCheckRun,
  made: FakeCheckRun[],
  world: GitHubWorld,
): FakeAnswer {
  const [, id] = new RegExp(`^/repos/${repository}/check-runs(?:/(\\d+))?$`).exec(path) ?? [undefined, undefined];
  const known = made.find((run) => run.id === Number(id));
  if (world.mayWriteChecks === false) return notAccessible;
  if (method === 'POST' ? id !== undefined || !path.endsWith('/check-runs') : known === undefined) return notFound;
  const { title, summary, annotations = [] } = sent.output ?? {};
  if (annotations.length > 50)
    return invalid(`No more than 50 items are allowed; ${annotations.length} were supplied.`);
  if (summary === undefined || summary.length > 65_535)
    return invalid('Only 65535 characters are allowed; more were supplied.');
  if (known !== undefined) {
    known.annotations.push(...annotations);
    return { status: 200, body: checkRunBody(known) };
  }
  if (sent.name === undefined || sent.head_sha === undefined) return invalid('"name", "head_sha" weren\'t supplied.');
  const run: FakeCheckRun = {
    ...{ id: 4000 + made.length, name: sent.name, head_sha: sent.head_sha, details_url: sent.details_url },
    ...{ status: sent.status ?? 'queued', conclusion: sent.conclusion ?? '' },
    output: { title: title ?? '', summary },
    annotations: [...annotations],
  };
  made.push(run);
  return { status: 201, body: checkRunBody(run) };
}

const invalid = (message: string): FakeAnswer => ({
  status: 422,
  body: { message: `Invalid request.\n\n${message}`, documentation_url: 'https://docs.github.com/rest', status: '422' },
});

function checkRunBody({ annotations, ...run }: FakeCheckRun): unknown {
  const url = `https://github.example.com/api/v3/repos/${repository}/check-runs/${run.id}`;
  const counted = { annotations_count: annotations.length, annotations_url: `${url}/annotations` };
  const owner = { id: 1, slug: 'github-actions', name: 'GitHub Actions', owner: { login: 'github' } };
  return {
    ...run,
    node_id: 'CR_1',
    url,
    output: { ...run.output, text: null, ...counted },
    app: owner,
    pull_requests: [],
  };
}

async function json(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}

function route(path: string, url: URL, world: GitHubWorld): FakeAnswer {
  const found = (body: unknown): FakeAnswer => (body === undefined ? notFound : { status: 200, body });
  const [, login] = /^\/users\/(.+)$/.exec(path) ?? [];
  if (login) return found(world.users?.[login] && { login, type: 'User', ...world.users[login] });
  const within = path.startsWith(`/repos/${repository}/`) ? path.slice(`/repos/${repository}`.length) : '';
  const runs = world.runs ?? [];
  const [, runId, , attempt, jobs] = /^\/actions\/runs\/(\d+)(\/attempts\/(\d+))?(\/jobs)?$/.exec(within) ?? [];
  if (runId) {
    const attempts = runs.filter(({ id }) => id === Number(runId));
    const run = attempt ? attempts.find((each) => (each.attempt ?? 1) === Number(attempt)) : attempts.at(-1);
    if (!jobs) return found(run && runBody(run));
    return found(run && { total_count: run.jobs.length, jobs: run.jobs.map((job) => jobBody(job, run)) });
  }
  if (/^\/actions\/workflows\/\d+\/runs$/.test(within)) {
    const completed = runs.filter(
      (run) => run.conclusion && (run.branch ?? 'main') === url.searchParams.get('branch') && latest(run, runs) === run,
    );
    const list = completed.toSorted((one, other) => other.number - one.number).map(runBody);
    return found({ total_count: list.length, workflow_runs: list });
  }
  const [, jobId, what] = /^\/(?:check-runs|actions\/jobs)\/(\d+)\/(annotations|logs)$/.exec(within) ?? [];
  const job = runs.flatMap((run) => run.jobs).find(({ id }) => id === Number(jobId));
  if (what === 'logs') return found(job?.log);
  if (what) return found(job && (job.annotations ?? []).map(annotationBody));
  const [, from, to] = /^\/compare\/(.+)\.\.\.(.+)$/.exec(within) ?? [];
  const commits = world.commits ?? [];
  if (from && to) {
    const [start, end] = [from, to].map((sha) => commits.findIndex((each) => each.sha === sha));
    if (start === undefined || end === undefined || start < 0 || end < 0) return notFound;
    const between = commits.slice(start + 1, end + 1).map(commitBody);
    return found({ status: 'ahead', total_commits: between.length, commits: between });
  }
  if (within === '/commits') {
    const sha = url.searchParams.get('sha');
    const author = url.searchParams.get('author')?.toLowerCase();
    const end = sha === null ? commits.length : commits.findIndex((each) => each.sha === sha) + 1;
    return found(
      commits
        .slice(0, end)
        .filter(({ login }) => author === undefined || login?.toLowerCase() === author)
        .toReversed()
        .map(commitBody),
    );
  }
  const [, file] = /^\/contents\/(.+)$/.exec(within) ?? [];
  const content = file === undefined ? undefined : world.files?.[file];
  return found(
    content === undefined
      ? undefined
      : { type: 'file', encoding: 'base64', path: file, content: lines(Buffer.from(content).toString('base64')) },
  );
}

/** GitHub breaks base64 into lines of 60. */
const lines = (base64: string) => base64.replace(/.{60}/g, '$&\n');
const latest = (run: FakeRun, runs: readonly FakeRun[]) => runs.filter(({ id }) => id === run.id).at(-1);

function runBody(run: FakeRun): unknown {
  const actor = { login: run.actor ?? 'ada', id: 1, type: 'User' };
  return {
    ...{ id: run.id, name: 'main', workflow_id: 5, run_number: run.number, run_attempt: run.attempt ?? 1 },
    ...{ head_branch: run.branch ?? 'main', head_sha: run.sha, event: 'push', path: '.github/workflows/main.yml' },
    ...{ status: run.conclusion ? 'completed' : 'in_progress', conclusion: run.conclusion ?? null },
    ...{ actor, triggering_actor: actor, head_repository: { full_name: run.headRepository ?? repository } },
  };
}

function jobBody(job: FakeJob, run: FakeRun): unknown {
  return {
    ...{ id: job.id, run_id: run.id, run_attempt: run.attempt ?? 1, name: job.name, runner_name: job.runner ?? 'r-1' },
    ...{ status: job.status ?? 'completed', conclusion: job.conclusion === undefined ? 'success' : job.conclusion },
    html_url: `https://github.example.com/${repository}/actions/runs/${run.id}/job/${job.id}`,
    steps: (job.steps ?? []).map((step, index) => ({ ...step, number: index + 1, status: 'completed' })),
  };
}

function annotationBody(annotation: NonNullable<FakeJob['annotations']>[number]): unknown {
  const { level, title = null, message } = annotation;
  const place = { path: '.github', start_line: 1, end_line: 1, blob_href: '' };
  return { ...place, annotation_level: level, title, message, raw_details: null };
}

function commitBody({ sha, name, email, login, type = 'User' }: FakeCommit): unknown {
  const person = { name, email, date: '2026-07-11T09:30:00Z' };
  return {
    sha,
    commit: { author: person, committer: person, message: 'Change' },
    author: login ? { login, type } : null,
  };
}

/** Cuts the one list of an answer into pages; 30 entries are GitHub's own default. */
function inPages(answer: FakeAnswer, url: URL, pageSize = Number(url.searchParams.get('per_page') ?? 30)): FakeAnswer {
  const { body } = answer;
  if (typeof body !== 'object' || body === null) return answer;
  const [key, list] = Array.isArray(body)
    ? ['', body as unknown[]]
    : (Object.entries(body).find((entry): entry is [string, unknown[]] => Array.isArray(entry[1])) ?? ['', undefined]);
  if (list === undefined || list.length <= pageSize) return answer;
  const page = Number(url.searchParams.get('page') ?? 1);
  const part = list.slice((page - 1) * pageSize, page * pageSize);
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const link = page * pageSize < list.length ? { link: `<${next}>; rel="next"` } : {};
  return { ...answer, headers: { ...answer.headers, ...link }, body: key === '' ? part : { ...body, [key]: part } };
}
