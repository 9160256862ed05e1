import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
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

async function scan(given: Readonly<Record<string, string>> = {}, variables: Readonly<Record<string, string>> = {}) {
  const environment = { SONAR_HOST_URL: '', SONAR_TOKEN: '', ...variables };
  const context = testContext({ workspace: project, environment });
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

test('through TLS of an own authority, with a scanner from Maven Central where the runner has none', async () => {
  const tls = await startTls(url);
  const files = ['sonar.sources=src/main/java', 'sonar.java.binaries=target/classes'];
  await writeFile(join(project, 'sonar-project.properties'), files.join('\n'));
  const given = {
    'host-url': tls.url,
    scanner: 'cli',
    'maven-repository': 'https://repo.maven.apache.org/maven2',
    'fail-on-quality-gate': 'false',
  };
  const tools = join(project, 'tools');
  const refused = await scan(given, { RUNNER_TOOL_CACHE: tools, SONAR_SCANNER_HOME: '' });
  expect(refused.result).toMatchObject({ code: 'sonar-unreachable', reason: expect.stringContaining('certificate') });
  const { result, log } = await scan(given, { RUNNER_TOOL_CACHE: tools, SONAR_ROOT_CERT: tls.certificate });
  tls.close();
  expect(result, log).toMatchObject({ result: 'unstable', 'task-id': expect.stringMatching(/.{8}/) });
  expect(log).toContain('SonarScanner CLI');
  expect(log).not.toContain(token);
});

/** TLS in front of a server, with a certificate that nobody knows. */
async function startTls(target: string) {
  const [key, crt] = [join(project, 'tls.key'), join(project, 'tls.crt')];
  const subject = ['-subj', '/CN=sonar', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await execa('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...subject,
    '-keyout',
    key,
    '-out',
    crt,
  ]);
  const certificate = await readFile(crt, 'utf8');
  const server = createServer({ key: await readFile(key), cert: certificate }, (incoming, outgoing) => {
    const options = { method: incoming.method ?? 'GET', headers: incoming.headers };
    const onward = request(`${target}${incoming.url}`, options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => server.close();
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certificate, close };
}
