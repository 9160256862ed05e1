import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';
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
    expect(new Set(notify.steps?.map(({ uses }) => uses))).toEqual(new Set(['$/actions/notify-email']));
  });

  test('mails a failure also where the run before is not known, and does not mail twice', async () => {
    const { notify } = await read();
    const [first, second, ...more] = notify.steps ?? [];
    const always = /(?<![\w-])failure\b/;
    const isComparing = !always.test(String(first?.with?.trigger));
    expect(first?.if).toBeUndefined();
    expect(more).toEqual([]);
    expect(second !== undefined).toBe(isComparing);
    if (second === undefined) return;
    expect(second.if).toBe(
      `steps.${first?.id}.outputs.trigger == 'failure' && steps.${first?.id}.outputs.change == 'unknown'`,
    );
    const { memory, ...same } = first?.with ?? {};
    expect(second.with).toEqual({ ...same, trigger: 'failure' });
  });

  test('says why, in the words of whichever action failed, also where GitHub cannot be asked', async () => {
    const { on, jobs } = await readWorkflow(join(root, 'workflows', file));
    const { notify, ...others } = jobs;
    expect(on.workflow_call?.outputs?.reason?.value).toMatch(/^\$\{\{ jobs\.\w+\.outputs\.(reason|refusal)\b/);
    for (const [name, { steps = [], outputs = {} }] of Object.entries(others)) {
      const said = outputs.reason ?? outputs.refusal;
      for (const step of steps.filter(({ uses, run }) => run !== undefined || uses?.startsWith('$/actions/')))
        expect(said, `${name}: ${step.uses ?? step.run}`).toContain(`steps.${step.id}.outputs.reason`);
      expect(notify?.steps?.[0]?.with?.reason).toContain(`needs.${name}.outputs.`);
    }
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

test('a build tool that is not known is a reason of one line, whatever is in it', async () => {
  const { jobs } = await readWorkflow(join(root, 'workflows/build.yml'));
  const script = jobs.build?.steps?.find(({ id }) => id === 'tool')?.run ?? '';
  const output = join(await mkdtemp(join(tmpdir(), 'tool-')), 'output');
  const env = { PATH: process.env.PATH ?? '', GITHUB_OUTPUT: output, GIVEN: 'gra\ndle\r\nresult=success$(id)"%s' };
  const { exitCode, stdout } = await runProcess('sh', ['-e', '-c', script], { env });
  const sentence = 'Bad input: build-tool: "gra dle  result=success$(id)"%s" given; allowed: auto, maven, npm or none';
  expect(exitCode).toBe(1);
  expect(stdout).toBe(`::error::${sentence}\n`);
  expect(await readFile(output, 'utf8')).toBe(`reason=${sentence}\n`);
});
