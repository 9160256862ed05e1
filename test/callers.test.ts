import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/paths.ts';
import { type Job, type Permissions, readWorkflow } from './support/workflow.ts';

// GitHub starts no run of a caller that grants less than a called job asks for, or that gives what is not known; actionlint
// looks into no workflow of another repository.

interface Call {
  readonly file: string;
  readonly name: string;
  readonly job: Job;
  /** Of the reusable workflow. */
  readonly called: string;
  readonly granted: Permissions | undefined;
}

const files = globSync('examples/**/.github/workflows/*.{yml,yaml}', {
  cwd: root,
  exclude: ['**/node_modules'],
}).sort();

async function callsOf(file: string): Promise<Call[]> {
  const { jobs, permissions } = await readWorkflow(join(root, file));
  return Object.entries(jobs).flatMap(([name, job]) => {
    const called = /^slipway-ci\/slipway\/\.github\/workflows\/(.+\.yml)@/.exec(job.uses ?? '')?.[1];
    return called === undefined ? [] : [{ file, name, job, called, granted: job.permissions ?? permissions }];
  });
}

const calls = (await Promise.all(files.map(callsOf))).flat();

/** What mails look up with it; docs/notifications.md. */
const mailed: Permissions = { contents: 'read', actions: 'read', checks: 'read' };

const grants = (granted: Permissions | undefined, [scope, level]: readonly [string, string]) =>
  granted?.[scope] === 'write' || granted?.[scope] === level || level === 'none';

test('every reusable workflow has an example that calls it', () => {
  expect([...new Set(calls.map(({ called }) => called))].sort()).toEqual([
    'build.yml',
    'cluster-alerts.yml',
    'deploy.yml',
    'inventory.yml',
    'promote.yml',
    'rollback.yml',
  ]);
});

describe.each(calls)('$file: $name', ({ job, called, granted }) => {
  const read = () => readWorkflow(join(root, 'workflows', called));

  test(`grants what the jobs of ${called} ask for, and what its mails look up`, async () => {
    expect(granted).toBeDefined();
    const { jobs, permissions } = await read();
    for (const [name, job] of Object.entries(jobs)) {
      const wanted = Object.entries(job.permissions ?? permissions ?? mailed);
      expect(
        wanted.filter((want) => !grants(granted, want)),
        name,
      ).toEqual([]);
    }
  });

  test(`gives the inputs that ${called} has, and those that it requires`, async () => {
    const inputs = (await read()).on.workflow_call?.inputs ?? {};
    const given = Object.keys(job.with ?? {});
    expect(given.filter((name) => !(name in inputs))).toEqual([]);
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required);
    expect(required.filter((name) => !given.includes(name))).toEqual([]);
  });
});
