import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '@slipway/findings';
import { environment } from '@slipway/lab';
import { readFrom } from '@slipway/runner';
import { testContext } from '@slipway/runner/testing';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInputs } from '../../actions/sonar-scan/src/inputs.ts';
import { run } from '../../actions/sonar-scan/src/run.ts';

// Run by `npm run test:sonar`, against the lab's SonarQube or the user's own.

const example = new URL('../../examples/java-service', import.meta.url).pathname;
const key = `slipway-real-${Date.now()}`;
const gate = `strict-${key}`;
let url = '';
let token = '';
let project = '';

beforeAll(async () => {
  ({ SONAR_HOST_URL: url = '', SONAR_TOKEN: token = '' } = await environment());
  expect(token, 'SonarQube of the lab is up').not.toBe('');
  project = await mkdtemp(join(tmpdir(), 'slipway-sonar-'));
  await cp(example, project, { recursive: true });
  const jacoco = 'org.jacoco:jacoco-maven-plugin:0.8.14';
  await execa('mvn', ['-B', '-ntp', '-q', `${jacoco}:prepare-agent`, 'verify', `${jacoco}:report`], { cwd: project });
});

afterAll(async () => {
  await rm(project, { recursive: true, force: true });
  await ask('projects/delete', { project: key }).catch(() => undefined);
  await ask('qualitygates/destroy', { name: gate }).catch(() => undefined);
});

/** Asks as the lab's administrator. */
async function ask(path: string, values: Readonly<Record<string, string>>): Promise<void> {
  const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
  const body = new URLSearchParams(values);
  const answer = await fetch(`${url}/api/${path}`, { method: 'POST', headers: { authorization }, body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

async function scan(given: Readonly<Record<string, string>> = {}) {
  const context = testContext({ workspace: project, environment: { SONAR_HOST_URL: '', SONAR_TOKEN: '' } });
  const raw: Record<string, string> = { 'host-url': url, token, 'project-key': key, ...given };
  const inputs = readFrom((name) => raw[name] ?? '', readInputs);
  const result = await run(inputs, context).catch((error: unknown) => {
    if (error instanceof Failure) return error;
    throw error;
  });
  return { result, context, log: context.lines.map(({ text }) => text).join('\n') };
}

test('a wrong token is refused before anything is scanned', async () => {
  const { result, log } = await scan({ token: 'sqa_0000000000000000000000000000000000000000' });
  expect(result).toMatchObject({ code: 'sonar-login-refused' });
  expect(log).not.toContain('Scan');
});

test('a first analysis by Maven passes the gate', async () => {
  const { result, context, log } = await scan();
  expect(result, log).toMatchObject({
    result: 'success',
    'quality-gate-status': 'PASSED',
    'dashboard-url': `${url}/dashboard?id=${key}`,
  });
  expect(context.summaries.join()).toContain('Quality gate passed');
  expect(log).not.toContain(token);
});

test('a gate that wants more fails with the real figures, and is unstable by choice', async () => {
  await ask('qualitygates/create', { name: gate });
  await ask('qualitygates/create_condition', { gateName: gate, metric: 'ncloc', op: 'GT', error: '1' });
  await ask('qualitygates/select', { gateName: gate, projectKey: key });
  const { result, log } = await scan();
  expect(result, log).toMatchObject({ code: 'quality-gate-failed', outputs: { 'quality-gate-status': 'FAILED' } });
  expect(result instanceof Failure ? result.reason : '').toMatch(/^ncloc is \d+, at most 1 is wanted$/m);
  const unstable = await scan({ 'fail-on-quality-gate': 'false' });
  expect(unstable.result, unstable.log).toMatchObject({ result: 'unstable', 'quality-gate-status': 'FAILED' });
  expect(unstable.context.summaries.join()).toMatch(/\| ❌ \| ncloc \| \d+ \| at most 1 \|/);
});
