import { join } from 'node:path';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { build, failureOf } from './testing/building.ts';
import { csvCounters } from './testing/csv-counters.ts';
import { boundJacoco, pom, sign, signTest, testClass, writeProject } from './testing/project.ts';

// Real Maven on small projects; the local repository is the user's own, so that only the first run downloads.

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
const failing = testClass('BadTest', '  @Test void bad() {\n    assertEquals(1, Sign.of(-4));\n  }');

describe('a build', () => {
  test('that is green says so, with the coverage of JaCoCo', async () => {
    await write(service);
    const outputs = await build(context);
    expect(await csvCounters(context.workspace)).toEqual({ lines: [2, 2], branches: [1, 1] });
    expect(outputs).toEqual({
      result: 'success',
      total: 1,
      passed: 1,
      failed: 0,
      skipped: 0,
      coverage: '50.0',
      'branch-coverage': '50.0',
      'changed-coverage': '',
      'artifact-path': 'target/shop-1.0.jar',
      'report-path': ['target/site/jacoco/jacoco.xml'],
    });
    expect(context.summaries.join()).toContain('success');
  });

  test('with a failing test is unstable, is packaged, and marks the line', async () => {
    await write({ ...service, 'src/test/java/p/BadTest.java': failing });
    const outputs = await build(context);
    expect(outputs).toMatchObject({ result: 'unstable', total: 2, failed: 1, 'artifact-path': 'target/shop-1.0.jar' });
    expect(context.lines).toContainEqual({
      level: 'warning',
      text: 'expected: <1> but was: <-1>',
      at: { title: 'Test failed: BadTest.bad', file: 'src/test/java/p/BadTest.java', line: 6 },
    });
    expect(context.summaries.join()).toContain('BadTest.bad');
  });

  test('with a failing test fails when "test-failures" says so', async () => {
    await write({ ...service, 'src/test/java/p/BadTest.java': failing });
    const failure = await failureOf(build(context, { 'test-failures': 'fail' }));
    expect(failure.message).toBe('1 of 2 tests failed');
    expect(failure.outputs).toMatchObject({ result: 'failure', total: '2', failed: '1' });
  });

  test('forgets the reports of the build before it', async () => {
    await write({ ...service, 'src/test/java/p/BadTest.java': failing });
    await build(context);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await build(context, { 'skip-tests': 'true' })).toMatchObject({ result: 'success', total: 0, coverage: '' });
  });

  test('that does not compile fails at the line of the first error', async () => {
    await write({ ...service, 'src/main/java/p/Sign.java': sign.replace('return 1;', 'retrun 1;') });
    const failure = await failureOf(build(context));
    expect(failure.code).toBe('compilation-failed');
    expect(failure.at).toEqual({ file: 'src/main/java/p/Sign.java', line: 7 });
    expect(failure.message).toContain('src/main/java/p/Sign.java:7: not a statement');
    expect(failure.outputs.result).toBe('failure');
  });

  test('whose dependency does not exist names it', async () => {
    const missing =
      '<dependency><groupId>com.example</groupId><artifactId>no-such</artifactId><version>9</version></dependency>';
    await write({ ...service, 'pom.xml': pom().replace('<dependencies>', `<dependencies>${missing}`) });
    const failure = await failureOf(build(context));
    expect(failure.code).toBe('dependencies-unresolved');
    expect(failure.headline).toContain('com.example:no-such');
  });

  test('without tests is a success without coverage', async () => {
    await write({ 'pom.xml': pom(), 'src/main/java/p/Sign.java': sign });
    expect(await build(context)).toMatchObject({ result: 'success', total: 0, coverage: '' });
  });

  test('whose test ends the JVM is no success', async () => {
    const exits = testClass('ExitTest', '  @Test void exits() { Runtime.getRuntime().halt(3); }');
    await write({ ...service, 'src/test/java/p/ExitTest.java': exits });
    const failure = await failureOf(build(context));
    expect(failure.code).toBe('tests-crashed');
    expect(failure.headline).toContain('while it ran p.ExitTest');
  });

  test('below "min-coverage" is unstable', async () => {
    await write(service);
    expect(await build(context, { 'min-coverage': '50.1' })).toMatchObject({ result: 'unstable' });
    expect(context.lines.at(-1)?.text).toContain('line coverage is 50.0 %, below the 50.1 %');
  });

  test('of several modules adds them up and marks the line in the right one', async () => {
    const parent = '<parent><groupId>com.example</groupId><artifactId>shop</artifactId><version>1.0</version></parent>';
    const module = (name: string) =>
      `<project><modelVersion>4.0.0</modelVersion>${parent}<artifactId>${name}</artifactId></project>`;
    const sources = { 'src/main/java/p/Sign.java': sign, 'src/test/java/p/SignTest.java': signTest };
    const files = { 'pom.xml': pom({ packaging: 'pom', modules: ['core', 'web'] }) };
    for (const name of ['core', 'web']) {
      Object.assign(files, { [`${name}/pom.xml`]: module(name) });
      for (const [path, text] of Object.entries(sources)) Object.assign(files, { [`${name}/${path}`]: text });
    }
    await writeProject(join(context.workspace, 'services'), { ...files, 'web/src/test/java/p/BadTest.java': failing });
    const outputs = await build(context, { 'working-directory': 'services' });
    expect(outputs).toMatchObject({ result: 'unstable', total: 3, failed: 1 });
    expect(outputs['report-path']).toEqual([
      'services/core/target/site/jacoco/jacoco.xml',
      'services/web/target/site/jacoco/jacoco.xml',
    ]);
    expect(await csvCounters(join(context.workspace, 'services/core'))).toMatchObject({ lines: [2, 2] });
    expect(await csvCounters(join(context.workspace, 'services/web'))).toMatchObject({ lines: [3, 1] });
    expect(outputs.coverage).toBe('62.5');
    const marked = context.lines.find((line) => line.at?.title === 'Test failed: BadTest.bad');
    expect(marked?.at?.file).toBe('services/web/src/test/java/p/BadTest.java');
  });

  test('whose POM binds JaCoCo in another version runs its tests once, with that version', async () => {
    await write({ ...service, 'pom.xml': pom({ plugins: boundJacoco('0.8.12') }) });
    expect(await build(context)).toMatchObject({ result: 'success', total: 1, coverage: '50.0' });
    const lines = context.lines.map((line) => line.text);
    expect(lines.filter((line) => line.includes('Running p.SignTest'))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain('0.8.14');
  });

  test('whose profile binds JaCoCo asks Maven whether it is active', async () => {
    const profile = `<profiles><profile><id>cover</id><build><plugins>${boundJacoco('0.8.12')}</plugins></build></profile></profiles>`;
    await write({ ...service, 'pom.xml': pom({ more: profile }) });
    expect(await build(context, { profiles: 'cover' })).toMatchObject({ result: 'success', coverage: '50.0' });
    expect(context.lines.map((line) => line.text).join('\n')).not.toContain('0.8.14');
  });
});

test('a test that hangs is named, with what it waits in, and the log has the threads', async () => {
  const hangs = testClass('HangingTest', '  @Test void waits() throws Exception {\n    Thread.sleep(300_000);\n  }');
  await write({ ...service, 'src/test/java/p/HangingTest.java': hangs });
  const failure = await failureOf(build(context, { timeout: '25s' }));
  expect(failure.headline).toBe('Maven did not end within 25.0 s ("timeout") and was ended');
  expect(failure.reason).toContain(
    'The tests stand at p.HangingTest.waits(HangingTest.java:6), in java.lang.Thread.sleep',
  );
  const groups = context.lines.filter(({ level }) => level === 'group').map(({ text }) => text);
  expect(groups.some((title) => title.startsWith('Threads of the JVM of the tests ('))).toBe(true);
});

test('what a test prints or is named can give the runner no command', async () => {
  const odd = testClass(
    'OddTest',
    '  @ParameterizedTest @ValueSource(strings = {"<img src=x>\\n::set-output name=result::failure"})\n  void odd(String name) {\n    System.out.println("::set-output name=result::failure");\n    System.out.println("x ##[set-output name=result]failure");\n    fail("::error::" + name);\n  }',
  ).replace('class', 'import org.junit.jupiter.params.*;\nimport org.junit.jupiter.params.provider.*;\nclass');
  await write({ ...service, 'src/test/java/p/OddTest.java': odd });
  expect(await build(context)).toMatchObject({ result: 'unstable', failed: 1 });
  const printed = context.lines.filter((line) => line.level === 'info').map((line) => line.text);
  expect(printed.filter((line) => line.includes('set-output')).length).toBeGreaterThan(1);
  expect(printed.filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
  expect(context.summaries.join().replace(/( *```)[\s\S]*?\1/g, '')).not.toContain('<img');
});
