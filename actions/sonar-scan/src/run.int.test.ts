import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import { testContext } from '@slipway/runner/testing';
import { afterEach, expect, test, vi } from 'vitest';
import {
  type FakeSonarQube,
  failedGate,
  noGate,
  type SonarQubeBehaviour,
  startSonarQube,
} from '../../../test/fakes/sonarqube.ts';
import { readInputs } from './inputs.ts';
import { run } from './run.ts';

const token = 'sqa_0123456789abcdef';
let server: FakeSonarQube | undefined;
afterEach(() => server?.close());

/** A program in the place of sonar-scanner and mvn: writes down what it was given, and the report of an analysis. */
const scanner = `#!/bin/sh
printf '%s\\n' "$0" "$@" > argv.txt
env > env.txt
if [ "$1" = -s ]; then cat "$2" > settings.txt; fi
if [ -f broken ]; then echo '10:00:00.000 ERROR Not authorized. Please check the property sonar.token'; exit 1; fi
if [ -f silent ]; then exit 0; fi
mkdir -p .scannerwork target/sonar
printf 'projectKey=x\\nserverUrl=%s\\ndashboardUrl=%s/dashboard?id=x\\nceTaskId=task-1\\n' "$SONAR_HOST_URL" "$SONAR_HOST_URL" | tee .scannerwork/report-task.txt > target/sonar/report-task.txt
`;

async function scan(
  behaviour: SonarQubeBehaviour,
  given: Readonly<Record<string, string>> = {},
  files: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
) {
  server = await startSonarQube(behaviour);
  const context = testContext({ environment: { SONAR_HOST_URL: '', SONAR_TOKEN: '', ...variables } });
  const bin = join(context.workspace, 'bin');
  await mkdir(bin);
  for (const name of ['sonar-scanner', 'mvn'].filter((name) => !files.includes(`-${name}`))) {
    await writeFile(join(bin, name), scanner);
    await chmod(join(bin, name), 0o755);
  }
  for (const name of files) {
    await mkdir(join(context.workspace, dirname(name)), { recursive: true });
    await writeFile(join(context.workspace, name), name === 'mvnw' ? scanner : '');
  }
  const env = { PATH: `${bin}:/usr/bin:/bin`, ...variables };
  const raw: Record<string, string> = { 'host-url': server.url, token, 'project-key': 'bss.index', ...given };
  const outcome = await run(
    readFrom((name) => raw[name] ?? '', readInputs),
    { ...context, env },
  ).then(
    (outputs) => ({ outputs }),
    (failure: unknown) => {
      if (failure instanceof Failure) return { failure };
      throw failure;
    },
  );
  const project = join(context.workspace, given['project-base-dir'] ?? '.');
  const file = (name: string) => readFile(join(project, name), 'utf8').catch(() => '');
  return {
    outputs: undefined,
    failure: undefined,
    ...outcome,
    context,
    argv: await file('argv.txt'),
    env: await file('env.txt'),
    settings: await file('settings.txt'),
  };
}

test('a good analysis: gate passed, with the page of the project', async () => {
  const { outputs, context } = await scan({});
  expect(outputs).toMatchObject({
    result: 'success',
    'quality-gate-status': 'PASSED',
    'task-id': 'task-1',
    'dashboard-url': `${server?.url}/dashboard?id=x`,
  });
  expect(context.summaries.join()).toContain('Quality gate passed');
  expect(server?.asked.filter((path) => path === '/api/ce/task')).toHaveLength(3);
});

test('the token goes by the environment, never by the argument vector', async () => {
  const { argv, env, context } = await scan({}, { args: '-Dsonar.exclusions="**/a b/**" -X' });
  expect(argv.split('\n').slice(1)).toEqual(['-Dsonar.projectKey=bss.index', '-Dsonar.exclusions=**/a b/**', '-X', '']);
  expect(argv).not.toContain(token);
  expect(env).toContain(`SONAR_TOKEN=${token}`);
  expect(context.masked).toContain(token);
});

test('a project with a pom.xml is scanned by Maven', async () => {
  const { argv } = await scan({}, {}, ['pom.xml']);
  expect(argv).toMatch(
    /bin\/mvn\n-B\n-ntp\n(?:-Daether\..*\n)+org\.sonarsource\.scanner\.maven:sonar-maven-plugin:[\d.]+:sonar\n/,
  );
});

test('... with the options and profiles that the build had', async () => {
  const given = { 'maven-args': '-Drevision=1.2 "-Dname=a b"', 'maven-profiles': 'ci,!slow', args: '-Dsonar.x=y' };
  const { argv } = await scan({}, given, ['pom.xml']);
  expect(argv).toMatch(
    /\n-Pci,!slow\norg\.sonarsource\S+\n-Drevision=1\.2\n-Dname=a b\n-Dsonar\.projectKey=\S+\n-Dsonar\.x=y\n/,
  );
  const { argv: ofCli } = await scan({}, { ...given, scanner: 'cli' }, ['pom.xml']);
  expect(ofCli).not.toMatch(/-P|revision/);
});

test('... with the mirrors, logins and proxies that the build had, and no login among the arguments', async () => {
  const given = {
    'maven-settings': '<settings/>',
    'maven-servers': 'vpc=deployer:p:a$$w<rd',
    'maven-mirrors': 'vpc=https://maven.example.com/public',
  };
  const variables = { HTTPS_PROXY: 'http://ada:b%20c@proxy.example.com:3128', NO_PROXY: '127.0.0.1' };
  const { argv, env, context, settings } = await scan({}, given, ['pom.xml'], variables);
  expect(argv).toMatch(/bin\/mvn\n-s\n.*\/settings\.xml\n-gs\n.*\/given-settings\.xml\n-B\n-ntp\n/);
  expect(settings).toContain('<url>https://maven.example.com/public</url><mirrorOf>*</mirrorOf>');
  expect(settings).toContain('<protocol>https</protocol><host>proxy.example.com</host>');
  expect(env).toContain('SLIPWAY_SERVER_0_PASSWORD=p:a$$w<rd\n');
  expect(env).toContain('SLIPWAY_HTTPS_PROXY_PASSWORD=b c\n');
  expect(argv + settings).not.toMatch(/a\$\$w|b c/);
  expect(context.masked).toEqual(expect.arrayContaining(['p:a$$w<rd', 'b c']));
});

test('a wrapper of Maven above the project scans it, without a right to be executed', async () => {
  const { argv } = await scan({}, { 'project-base-dir': 'web' }, ['web/pom.xml', 'mvnw']);
  expect(argv).toMatch(/\/mvnw\n-B\n/);
});

test('a branch is told to an edition that knows branches', async () => {
  const variables = { GITHUB_REF: 'refs/pull/7/merge', GITHUB_HEAD_REF: 'feature/login', GITHUB_BASE_REF: 'main' };
  const { argv } = await scan({ edition: 'developer' }, {}, [], variables);
  expect(argv.split('\n').filter((line) => line.includes('pullrequest'))).toEqual([
    '-Dsonar.pullrequest.key=7',
    '-Dsonar.pullrequest.branch=feature/login',
    '-Dsonar.pullrequest.base=main',
  ]);
  server?.close();
  expect((await scan({ edition: 'community' }, {}, [], variables)).argv).not.toContain('pullrequest');
});

test('a server before 10 gets its token as login, by the environment', async () => {
  const { argv, env } = await scan({ version: '9.9.8.100196' });
  expect(env).toContain(`SONARQUBE_SCANNER_PARAMS={"sonar.login":"${token}"}`);
  expect(argv).not.toContain(token);
});

test('a gate that fails names the condition with what is and what is wanted', async () => {
  const { failure } = await scan({ gate: failedGate });
  expect(failure).toMatchObject({
    code: 'quality-gate-failed',
    reason: 'coverage is 83.3, at least 99 is wanted',
    outputs: { result: 'failure', 'quality-gate-status': 'FAILED' },
  });
  expect(failure?.summary).toContain('| ❌ | coverage | 83.3 | at least 99 |');
});

test('a gate that fails makes the build unstable by choice', async () => {
  const { outputs, context } = await scan({ gate: failedGate }, { 'fail-on-quality-gate': 'false' });
  expect(outputs).toMatchObject({ result: 'unstable', 'quality-gate-status': 'FAILED' });
  expect(context.lines.find(({ level }) => level === 'warning')?.text).toContain('coverage is 83.3');
});

test('a project without a gate is no failure, and says so', async () => {
  const { outputs, context } = await scan({ gate: noGate });
  expect(outputs).toMatchObject({ result: 'success', 'quality-gate-status': 'NONE', 'quality-gate-result': '[]' });
  expect(context.lines.find(({ level }) => level === 'warning')?.text).toBe(
    'The server has no quality gate for the project, so nothing was judged: set one, or a default for all projects.',
  );
  expect(context.summaries.join()).toContain('Quality gate none');
});

test('a server that starts again while it is waited for is waited for', async () => {
  const away = Array.from({ length: 6 }, () => '503');
  const { outputs, context } = await scan({ task: ['PENDING', ...away, 'SUCCESS'] });
  expect(outputs).toMatchObject({ result: 'success', 'quality-gate-status': 'PASSED' });
  const warnings = context.lines.filter(({ level }) => level === 'warning').map(({ text }) => text);
  expect(warnings).toEqual([expect.stringMatching(/answers 503 to \/api\/ce\/task; waiting for it$/)]);
});

test('the gate is not waited for when not told', async () => {
  const { outputs } = await scan({}, { 'wait-for-quality-gate': 'false' });
  expect(outputs).toMatchObject({ result: 'success', 'quality-gate-status': 'NONE' });
  expect(server?.asked).not.toContain('/api/ce/task');
});

test.each<[string, SonarQubeBehaviour, Record<string, string>, string[], RegExp]>([
  ['the server is still starting', { system: 'STARTING' }, {}, [], /is STARTING, not UP/],
  ['the token is refused', { token: 'another' }, {}, [], /refuses the token/],
  ['the token expires during the scan', { expiresAt: '/api/ce/task' }, {}, [], /refuses the token\n.* has not expired/],
  ['no token is given', {}, { token: '' }, [], /wants a token, and none is given/],
  ['the answer is half of one', { isCutOff: true }, {}, [], /The answer is no JSON, but "\{\\"task/],
  ['it is another server', { isAnotherServer: true }, {}, [], /is this a SonarQube server\?/],
  [
    'the server does not answer',
    {},
    { 'host-url': 'http://127.0.0.1:9' },
    [],
    /No answer from SonarQube at http:\/\/127\.0\.0\.1:9\n/,
  ],
  ['the scanner fails', {}, {}, ['broken'], /The scan failed with exit code 1\nNot authorized\. Please check/],
  ['the scanner sends nothing', {}, {}, ['silent'], /The scanner sent no analysis/],
  [
    'the server cannot process it',
    { task: ['FAILED'], errorMessage: 'Unrecoverable indexation failures' },
    {},
    [],
    /could not process the analysis task-1\nUnrecoverable indexation failures/,
  ],
  ['the analysis is cancelled there', { task: ['CANCELED'] }, {}, [], /^SonarQube cancelled the analysis task-1$/],
  [
    'it takes longer than it may',
    { task: ['PENDING'] },
    { timeout: '2s' },
    [],
    /task-1 is still PENDING on the server/,
  ],
  [
    'the folder is not there',
    {},
    { 'project-base-dir': '../x' },
    [],
    /project-base-dir: "\.\.\/x" given; allowed: a folder that exists below the workspace/,
  ],
  [
    'no scanner is there and none may be fetched',
    {},
    {},
    ['-sonar-scanner'],
    /sonar-scanner is not on the PATH of the runner, and no maven-repository is given/,
  ],
  [
    'the repository has no scanner',
    {},
    { 'maven-repository': 'http://127.0.0.1:9/maven2' },
    ['-sonar-scanner'],
    /^No answer from http:\/\/127\.0\.0\.1:9, which .*sonar-scanner-cli-[\d.]+\.jar should come from/,
  ],
  [
    'the settings are not there',
    {},
    { 'maven-settings': 'no.xml' },
    ['pom.xml'],
    /maven-settings: "no\.xml" given; allowed: the path of a settings\.xml, or its content/,
  ],
  ['Maven is wanted without a pom.xml', {}, { scanner: 'maven' }, [], /scanner: "maven" given, but \. has no pom\.xml/],
])(
  'when %s, one sentence says so',
  async (_, behaviour, given, files, sentence) => {
    const { failure, context } = await scan(behaviour, given, files);
    expect(failure?.message).toMatch(sentence);
    expect(failure?.message).not.toContain(token);
    expect(context.summaries).toEqual([]);
  },
  30_000,
);

test('an authority that is no certificate is refused before the scan', async () => {
  const { failure, argv } = await scan({}, {}, [], { SONAR_ROOT_CERT: 'secret?' });
  expect(failure?.message).toContain('Bad input: SONAR_ROOT_CERT: not a certificate');
  expect(argv).toBe('');
});

test('a scanner of SONAR_SCANNER_HOME comes before the one on PATH', async () => {
  const home = await mkdtemp(join(tmpdir(), 'slipway-scanner-'));
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin/sonar-scanner'), scanner, { mode: 0o755 });
  expect((await scan({}, {}, [], { SONAR_SCANNER_HOME: home })).argv.split('\n')[0]).toBe(
    join(home, 'bin/sonar-scanner'),
  );
});

test('the server is asked through the proxy, which the scanner hears of, and its password is masked', async () => {
  const asked: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization']}`);
    const { pathname, search } = new URL(incoming.url ?? '');
    const onward = { headers: incoming.headers };
    request(`${server?.url}${pathname}${search}`, onward, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    }).end();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  vi.stubEnv('HTTP_PROXY', `http://ci:hush%21@127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const { outputs, env, argv, context } = await scan({}, { 'host-url': 'http://sonar.example.com' });
  vi.unstubAllEnvs();
  proxy.close();
  expect(outputs).toMatchObject({ result: 'success', 'quality-gate-status': 'PASSED' });
  expect(asked[0]).toBe(`GET http://sonar.example.com/api/system/status Basic ${btoa('ci:hush!')}`);
  expect(env).toContain('"sonar.scanner.proxyHost":"127.0.0.1"');
  expect(env).toContain('"sonar.scanner.proxyPassword":"hush!"');
  expect(argv).not.toContain('hush');
  expect(context.masked).toContain('hush!');
});

test('a host is wanted, from the input or the variable everybody has', async () => {
  const context = testContext({ environment: { SONAR_HOST_URL: '' } });
  const inputs = readFrom(() => '', readInputs);
  await expect(run(inputs, context)).rejects.toThrow('host-url: not given, and SONAR_HOST_URL is not set');
});
