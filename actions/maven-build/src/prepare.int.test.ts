import { chmod, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { binFolder } from './testing/bin-folder.ts';
import { build, failureOf } from './testing/building.ts';
import { startRepository } from './testing/maven-repository.ts';
import { pom, sign, signTest, writeProject } from './testing/project.ts';
import { startProxy } from './testing/proxy.ts';

let context: TestContext;
beforeEach(() => {
  context = testContext();
});
afterEach(() => context.end());

const write = (files: Readonly<Record<string, string>>) => writeProject(context.workspace, files);
const service = {
  'pom.xml': pom(),
  'src/main/java/p/Sign.java': sign,
  'src/test/java/p/SignTest.java': signTest,
};

/** All settings files that the action wrote. */
async function textBelow(folder: string): Promise<string> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('settings.xml'));
  return (await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')))).join('\n');
}

describe('before Maven starts', () => {
  const env = (programs: readonly string[]) => binFolder(programs, context.temp);

  test.each([
    [{}, 'Bad input: working-directory: "." given; allowed: a folder with a pom.xml'],
    [{ 'working-directory': '/' }, 'Bad input: working-directory: "/" given; allowed: a folder inside the workspace'],
    [
      { 'working-directory': 'no/such' },
      'Bad input: working-directory: "no/such" given; allowed: a folder with a pom.xml',
    ],
  ])('%j is refused', async (given, sentence) => {
    expect((await failureOf(build(context, given))).headline).toBe(sentence);
  });

  test('everything that is missing is said at once', async () => {
    await write(service);
    const failure = await failureOf(
      build(context, { 'java-version': '99', 'deliver-script': 'deliver.sh', settings: 'no.xml' }),
    );
    expect(failure.headline).toBe('3 things are missing:');
    expect(failure.message).toContain('java-version: "99" given');
    expect(failure.message).toContain('Found:');
    expect(failure.message).toContain('deliver-script: "deliver.sh" given');
    expect(failure.message).toContain('settings: "no.xml" given');
  });

  test('a runner without Maven is told so', async () => {
    const path = await env(['sh']);
    context = testContext({ environment: { PATH: path, JAVA_HOME: '/some/jdk' } });
    await write(service);
    expect((await failureOf(build(context))).headline).toMatch(
      /^There is no Maven: no "mvnw" in .* and "mvn" is not on the/,
    );
  });

  test('a runner without Maven fetches a pinned one where that is allowed, once', async () => {
    const jdk = (await realpath((await findProgram('java', context.env)) ?? '')).replace(/\/bin\/java$/, '');
    const path = await env(['sh', 'dirname', 'uname', 'expr', 'ls', 'sed', 'tr', 'cat']);
    const tools = join(context.temp, 'tools');
    const repository = { 'maven-repository': 'https://repo.maven.apache.org/maven2' };
    for (const given of [repository, { 'maven-repository': 'http://127.0.0.1:9' }]) {
      context = testContext({ environment: { PATH: path, JAVA_HOME: jdk, RUNNER_TOOL_CACHE: tools } });
      await write({ 'pom.xml': pom() });
      expect(await build(context, { ...given, goals: 'validate', jacoco: 'false' })).toMatchObject({
        result: 'success',
      });
      expect(context.lines.map(({ text }) => text).join('\n')).toContain('Maven is Maven 3.9.14 from http');
    }
  });

  test('a runner without Java is told so', async () => {
    const path = await env(['sh']);
    context = testContext({ environment: { PATH: path, JAVA_HOME: '' } });
    await write(service);
    expect((await failureOf(build(context))).headline).toMatch(/^There is no Java/);
  });
});

test('the wrapper is used although it is not executable, and its arguments are no shell text', async () => {
  await write({ ...service, mvnw: '#!/bin/sh\nfor word; do echo "word: $word"; done\n' });
  await build(context, { args: '"-Dgreeting=a b;$(id)" -T1C' });
  const words = context.lines.filter((line) => line.text.startsWith('word: ')).map((line) => line.text.slice(6));
  expect(words).toContain('-Dgreeting=a b;$(id)');
  expect(words).toContain('-T1C');
});

describe('the delivery script', () => {
  const wrapper = '#!/bin/sh\nmkdir -p target && echo jar > target/app.jar\n';
  const script = '#!/bin/sh\necho "$SLIPWAY_RESULT $SLIPWAY_ARTIFACT"; pwd\nexit ${CODE:-0}\n';

  test('runs after Maven, without execute permission, and learns result and artifact', async () => {
    await write({ 'pom.xml': pom(), mvnw: wrapper, 'jenkins/scripts/deliver.sh': script });
    await build(context, { 'deliver-script': './jenkins/scripts/deliver.sh', jacoco: 'false' });
    expect(context.lines.map((line) => line.text)).toContain(`success ${join(context.workspace, 'target/app.jar')}`);
  });

  test('that fails, fails the action with its last lines', async () => {
    await write({ 'pom.xml': pom(), mvnw: wrapper, 'deliver.sh': `${script.replace('${CODE:-0}', '4')}` });
    await chmod(join(context.workspace, 'deliver.sh'), 0o755);
    const failure = await failureOf(build(context, { 'deliver-script': 'deliver.sh' }));
    expect(failure.headline).toBe('The delivery script "deliver.sh" ended with exit code 4');
    expect(failure.outputs.result).toBe('failure');
    expect(failure.reason).toContain('success');
  });
});

test('a build that hangs is ended', async () => {
  await write({ 'pom.xml': pom(), mvnw: '#!/bin/sh\necho waiting\nexec sleep 60\n' });
  const failure = await failureOf(build(context, { timeout: '1s' }));
  expect(failure.headline).toBe('Maven did not end within 1.0 s ("timeout") and was ended');
  expect(failure.reason).toBe('Its last line: waiting');
});

describe('settings', () => {
  test('send Maven to the mirror, with a login that is in no file', async () => {
    await using repository = await startRepository('deployer', 'p:a$$w<rd');
    await write(service);
    await expect(
      build(context, {
        servers: 'vpc=deployer:p:a$$w<rd',
        mirrors: `vpc=${repository.url} central`,
        goals: 'compile',
        cache: join(context.temp, 'repository'),
        jacoco: 'false',
      }),
    ).rejects.toThrow();
    expect(repository.logins).toContain('deployer:p:a$$w<rd');
    expect(context.masked).toContain('p:a$$w<rd');
    expect(await textBelow(context.temp)).toContain('<id>vpc</id>');
    expect(await textBelow(context.temp)).not.toContain('a$$w');
  });
});

describe('a proxy of the environment', () => {
  test('is what Maven builds through, with a login that is in no file and no argument', async () => {
    await write(service);
    // So that all it needs is on this machine.
    await build(context, { goals: 'compile', jacoco: 'false' });
    await using proxy = await startProxy('ada:p@$$<1');
    const environment = { HTTP_PROXY: `http://ada:p%40%24%24%3C1@127.0.0.1:${proxy.port}` };
    context = testContext({ environment });
    await write(service);
    const given = { mirrors: 'far=http://far.invalid/maven2', cache: join(context.temp, 'repository') };
    expect(await build(context, { ...given, goals: 'compile', jacoco: 'false' })).toMatchObject({ result: 'success' });
    expect(proxy.asked).toContainEqual(expect.stringMatching(/^http:\/\/far\.invalid\/maven2\/.*plugin.*\.jar$/));
    expect(context.masked).toContain('p@$$<1');
    expect(context.lines.map(({ text }) => text).join('\n')).not.toContain('p@$$<1');
    expect(await textBelow(context.temp)).toContain(`<host>127.0.0.1</host><port>${proxy.port}</port>`);
    expect(await textBelow(context.temp)).not.toContain('p@$');
  });

  test('is not asked for hosts of NO_PROXY, and gives way to one of the settings', async () => {
    await using repository = await startRepository('deployer', 'secret');
    await using proxy = await startProxy('ada:b');
    const environment = { HTTP_PROXY: `http://ada:b@127.0.0.1:${proxy.port}` };
    const given = {
      servers: 'near=deployer:secret',
      mirrors: `near=${repository.url}`,
      goals: 'compile',
      jacoco: 'false',
      cache: join(context.temp, 'repository'),
    };
    const settings = '<settings><proxies><proxy><host>127.0.0.1</host><port>9</port></proxy></proxies></settings>';
    for (const [more, inputs] of [
      [{ NO_PROXY: 'localhost,127.0.0.0/8' }, {}],
      [{}, { settings }],
    ]) {
      context = testContext({ environment: { ...environment, ...more } });
      await write(service);
      await failureOf(build(context, { ...given, ...inputs }));
    }
    expect(proxy.asked).toEqual([]);
    expect(repository.logins).toContain('deployer:secret');
  });
});
