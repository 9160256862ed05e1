/** GitHub's words for how a run or a job ended; undefined while it has not. */
export type Conclusion = string | undefined;

export interface WorkflowRun {
  readonly id: number;
  readonly workflowId: number;
  readonly number: number;
  readonly attempt: number;
  readonly branch: string;
  readonly headSha: string;
  readonly event: string;
  readonly conclusion: Conclusion;
  /** `owner/name` that the commits are from; another one for a pull request from a fork. */
  readonly headRepository: string;
  /** Login of who started it, of a repeated run who repeated it. */
  readonly actor: string;
}

export interface Step {
  readonly name: string;
  readonly number: number;
  readonly conclusion: Conclusion;
}

export interface Job {
  /** Also the id of its check run. */
  readonly id: number;
  /** As it is shown: `build / bss.index`. */
  readonly name: string;
  readonly status: string;
  readonly conclusion: Conclusion;
  readonly runner: string;
  readonly url: string;
  readonly steps: readonly Step[];
}

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
  readonly path: string;
  readonly line: number;
}

export interface Commit {
  readonly sha: string;
  readonly name: string;
  readonly email: string;
  /** Empty when GitHub knows no account for the address. */
  readonly login: string;
  readonly isBot: boolean;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const conclusion = (value: unknown): Conclusion => (typeof value === 'string' ? value : undefined);
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function workflowRun(value: unknown): WorkflowRun {
  const run = record(value);
  return {
    id: count(run.id),
    workflowId: count(run.workflow_id),
    number: count(run.run_number),
    attempt: count(run.run_attempt) || 1,
    branch: text(run.head_branch),
    headSha: text(run.head_sha),
    event: text(run.event),
    conclusion: conclusion(run.conclusion),
    headRepository: text(record(run.head_repository).full_name),
    actor: text(record(run.triggering_actor).login) || text(record(run.actor).login),
  };
}

export function job(value: unknown): Job {
  const given = record(value);
  return {
    id: count(given.id),
    name: text(given.name),
    status: text(given.status),
    conclusion: conclusion(given.conclusion),
    runner: text(given.runner_name),
    url: text(given.html_url),
    steps: list(given.steps).map((value) => {
      const step = record(value);
      return { name: text(step.name), number: count(step.number), conclusion: conclusion(step.conclusion) };
    }),
  };
}

export function annotation(value: unknown): Annotation {
  const given = record(value);
  const level = given.annotation_level;
  return {
    level: level === 'failure' || level === 'warning' ? level : 'notice',
    title: text(given.title),
    message: text(given.message),
    path: text(given.path),
    line: count(given.start_line),
  };
}

export function commit(value: unknown): Commit {
  const given = record(value);
  const author = record(record(given.commit).author);
  const account = record(given.author);
  return {
    sha: text(given.sha),
    name: text(author.name),
    email: text(author.email),
    login: text(account.login),
    isBot: account.type === 'Bot',
  };
}

/** The address that an account shows to everybody; most show none. */
export const publicEmail = (value: unknown): string => text(record(value).email);
