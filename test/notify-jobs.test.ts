import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../scripts/paths.ts';
import { type Job, readWorkflow } from './support/workflow.ts';

// act runs no job that could not start, so that the mail about one is tested by reading.

/** Workflows that do something somebody has to hear of. */
const mailing = ['build.yml', 'deploy.yml', 'rollback.yml', 'promote.yml', 'cluster-alerts.yml'];
const workflows = (await readdir(join(root, 'workflows'))).filter((name) => mailing.includes(name));

describe.each(workflows)('%s', (file) => {
  const read = async () => {
    const { jobs } = await readWorkflow(join(root, 'workflows', file));
    const notify: Job = jobs.notify ?? {};
    return { notify, others: Object.keys(jobs).filter((name) => name !== 'notify') };
  };

  test('mails whatever became of its other jobs, also of one that could not start', async () => {
    const { notify, others } = await read();
    expect([notify.needs].flat().sort()).toEqual(others.sort());
    expect(notify.if).toMatch(/^always\(\) && /);
    expect(notify.steps?.map(({ uses }) => uses)).toEqual(['$/actions/notify-email']);
  });

  test('names its mail so that later runs find the same, and may ask for what the caller grants', async () => {
    const { notify } = await read();
    const settings = notify.steps?.[0]?.with ?? {};
    expect(notify.name).toBe(`mail about ${settings['job-name']}`);
    expect(settings['job-name']).toMatch(/inputs\.(app|cluster)\b/);
    expect(notify.permissions).toBeUndefined();
    expect(settings.status).toContain('.result');
    expect(settings.trigger).toMatch(/failure, (unstable, )?fixed/);
  });
});
