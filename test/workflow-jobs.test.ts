import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/paths.ts';
import { type Job, readWorkflow, type Step, type Workflow } from './support/workflow.ts';

// act ignores concurrency, job timeouts and permissions, so that they are tested by reading.

const folder = join(root, '.github/workflows');
const files = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort();
const workflows = new Map<string, Workflow>();
for (const file of files) workflows.set(file, await readWorkflow(join(folder, file)));

const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ file, name, job, workflow })),
);

const usesAction = (action: string) => (step: Step) => step.uses?.startsWith(`slipway-ci/slipway/actions/${action}@`);

function jobOf(file: string, name: string): Job {
  const job = workflows.get(file)?.jobs[name];
  if (job === undefined) throw new Error(`${file} has no job ${name}`);
  return job;
}

/** Minutes that a job may take, where its caller says nothing. */
function minutesOf({ job, workflow }: { readonly job: Job; readonly workflow: Workflow }): unknown {
  const given = job['timeout-minutes'];
  if (given !== '${{ inputs.timeout-minutes }}') return given;
  return workflow.on.workflow_call?.inputs?.['timeout-minutes']?.default;
}

test.each(jobs)('$file: $name ends by itself', (entry) => {
  expect(minutesOf(entry)).toBeGreaterThan(0);
  expect(minutesOf(entry)).toBeLessThanOrEqual(370);
});

test('a rollout, an hour of watching and the way back fit into the job', () => {
  const changing = jobs.filter(({ job }) => job.steps?.some((step) => step.with?.['bake-time'] !== undefined));
  expect(changing.map(({ file }) => file)).toEqual(['deploy.yml', 'promote.yml', 'rollback.yml']);
  // Bake time is an hour at most; the default of timeout is ten minutes.
  for (const entry of changing) expect(minutesOf(entry), entry.file).toBeGreaterThanOrEqual(10 + 60 + 10);
});

describe('concurrency', () => {
  const changing = jobs.flatMap(({ file, name, job }) =>
    (job.steps ?? [])
      .filter(usesAction('helm-deploy'))
      .filter((step) => step.with?.action !== 'status')
      .map((step) => ({ file, name, job, env: String(step.with?.env) })),
  );

  test('every workflow that changes a release is known here', () => {
    expect(changing.map(({ file }) => file)).toEqual(['deploy.yml', 'promote.yml', 'rollback.yml']);
  });

  test.each(changing)('$file waits for whatever changes the same service and environment', ({ job, env }) => {
    expect(env).toMatch(/^\$\{\{ inputs\.(env|to) \}\}$/);
    expect(job.concurrency).toEqual({
      group: `deploy-\${{ inputs.project }}.\${{ inputs.app }}-${env}`,
      'cancel-in-progress': false,
    });
  });

  test('a newer build ends the older one of a pull request, and no other', () => {
    const isPullRequest = "github.event_name == 'pull_request'";
    expect(jobOf('build.yml', 'build').concurrency).toEqual({
      group:
        `build-\${{ inputs.project }}.\${{ inputs.app }}-` +
        `\${{ ${isPullRequest} && format('{0}-{1}', github.workflow, github.ref) || github.run_id }}`,
      'cancel-in-progress': `\${{ ${isPullRequest} }}`,
    });
  });

  test('runs that watch a cluster wait for each other', () => {
    const { group, 'cancel-in-progress': cancels = false } = jobOf('cluster-alerts.yml', 'alerts').concurrency ?? {};
    expect(group).toBe('cluster-alerts ${{ inputs.cluster }}');
    expect(cancels).toBe(false);
  });

  test('a mail is never held up or cancelled by another', () => {
    for (const { file, name, job } of jobs) if (name === 'notify') expect(job.concurrency, file).toBeUndefined();
  });
});

describe('permissions', () => {
  const read = { contents: 'read' };
  /** The caller's own: a job that asked for more would keep callers who grant less from starting at all. */
  const callers = undefined;

  test('each job has what it needs, and only the mail what the caller grants', () => {
    const granted = jobs.map(({ file, name, job, workflow }) => [
      `${file} ${name}`,
      job.permissions ?? workflow.permissions,
    ]);
    expect(Object.fromEntries(granted)).toEqual({
      'build.yml build': read,
      'build.yml notify': callers,
      'ci.yml actions': read,
      'ci.yml verify': read,
      'cluster-alerts.yml alerts': read,
      'cluster-alerts.yml notify': callers,
      'deploy.yml deploy': read,
      'deploy.yml notify': callers,
      'inventory.yml inventory': {},
      'promote.yml source': {},
      'promote.yml deploy': read,
      'promote.yml notify': callers,
      'rollback.yml rollback': {},
      'rollback.yml notify': callers,
    });
  });

  test('a workflow grants nothing to all of its jobs at once', () => {
    for (const [file, { permissions, jobs }] of workflows) {
      expect(permissions, file).toEqual('notify' in jobs ? callers : {});
    }
  });
});
