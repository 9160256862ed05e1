import { Connection, type GitHubOptions } from './connection.ts';
import {
  type Annotation,
  annotation,
  type Commit,
  commit,
  type Job,
  job,
  publicEmail,
  type WorkflowRun,
  workflowRun,
} from './models.ts';

/** What GitHub knows of one repository's runs and commits. Every method throws {GitHubFailure}. */
export class GitHub {
  private readonly connection: Connection;
  private readonly base: string;

  constructor(options: GitHubOptions) {
    this.connection = new Connection(options);
    this.base = `/repos/${options.repository}`;
  }

  /** A run, or one attempt of it; undefined when there is none. */
  async run(id: string | number, attempt?: number): Promise<WorkflowRun | undefined> {
    const path = `${this.base}/actions/runs/${id}${attempt === undefined ? '' : `/attempts/${attempt}`}`;
    const given = await this.connection.get(path);
    return given === undefined ? undefined : workflowRun(given);
  }

  /** Completed runs of the same workflow, branch and repository before this one, the newest first. */
  async *runsBefore(run: WorkflowRun): AsyncGenerator<WorkflowRun> {
    const query = `branch=${encodeURIComponent(run.branch)}&status=completed&exclude_pull_requests=true&per_page=30`;
    const path = `${this.base}/actions/workflows/${run.workflowId}/runs?${query}`;
    for await (const entry of this.connection.pages(path, 'workflow_runs')) {
      const other = workflowRun(entry);
      // The list is by creation; a run that was started later and ended sooner is no forerunner. A fork may have a
      // branch of the same name.
      if (other.number < run.number && other.headRepository === run.headRepository) yield other;
    }
  }

  /** Jobs of an attempt; those that were not repeated are in it as they were. */
  async jobs(run: Pick<WorkflowRun, 'id' | 'attempt'>): Promise<Job[]> {
    const path = `${this.base}/actions/runs/${run.id}/attempts/${run.attempt}/jobs?per_page=100`;
    return (await this.connection.all(path, 'jobs')).map(job);
  }

  /** What the job's steps, and the runner, had to say. */
  async annotations(jobId: number): Promise<Annotation[]> {
    const path = `${this.base}/check-runs/${jobId}/annotations?per_page=100`;
    return (await this.connection.all(path)).map(annotation);
  }

  /** The whole log of a job that has ended. */
  log(jobId: number): Promise<string | undefined> {
    return this.connection.text(`${this.base}/actions/jobs/${jobId}/logs`);
  }

  /** Commits of `head` that are not in `base`; none when one of them is gone (a branch that was written anew). */
  async commitsBetween(base: string, head: string): Promise<Commit[]> {
    if (base === head) return [];
    const path = `${this.base}/compare/${base}...${head}?per_page=100`;
    return (await this.connection.all(path, 'commits')).map(commit);
  }

  /** The last commits up to `head`, the newest first. */
  lastCommits(head: string, count: number): Promise<Commit[]> {
    return this.commits(`sha=${head}`, count);
  }

  /** The last commits of an account on the default branch, the newest first. */
  commitsOf(login: string, count: number): Promise<Commit[]> {
    return this.commits(`author=${encodeURIComponent(login)}`, count);
  }

  private async commits(query: string, count: number): Promise<Commit[]> {
    const path = `${this.base}/commits?${query}&per_page=${Math.min(count, 100)}`;
    const commits: Commit[] = [];
    for await (const entry of this.connection.pages(path)) {
      if (commits.length >= count) break;
      commits.push(commit(entry));
    }
    return commits;
  }

  /** The address that an account shows to everybody; empty for most. */
  async emailOf(login: string): Promise<string> {
    return publicEmail(await this.connection.get(`/users/${encodeURIComponent(login)}`));
  }

  /** A file of the repository as text; undefined when it is not there. */
  async file(path: string, ref: string): Promise<string | undefined> {
    const where = path.split('/').map(encodeURIComponent).join('/');
    const given = (await this.connection.get(`${this.base}/contents/${where}?ref=${encodeURIComponent(ref)}`)) as
      | { content?: unknown; encoding?: unknown }
      | undefined;
    if (typeof given?.content !== 'string' || given.encoding !== 'base64') return undefined;
    return Buffer.from(given.content, 'base64').toString('utf8');
  }
}
