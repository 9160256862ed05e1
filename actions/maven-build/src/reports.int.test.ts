import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { build } from './testing/building.ts';
import { pom, sign, signTest, testClass, writeProject } from './testing/project.ts';

// Real Maven on projects of two modules, for what their reports say.

let context: TestContext;
beforeEach(() => {
  context = testContext();
});
afterEach(() => context.end());

const write = (files: Readonly<Record<string, string>>) => writeProject(context.workspace, files);
const parent = '<parent><groupId>com.example</groupId><artifactId>shop</artifactId><version>1.0</version></parent>';
const module = (name: string, plugins = '') =>
  `<project><modelVersion>4.0.0</modelVersion>${parent}<artifactId>${name}</artifactId><build><plugins>${plugins}</plugins></build></project>`;

test('integration tests count, and a test that passes when it is run again is flaky', async () => {
  const failsafe =
    '<plugin><artifactId>maven-failsafe-plugin</artifactId><version>3.5.3</version><executions><execution><goals><goal>integration-test</goal><goal>verify</goal></goals></execution></executions></plugin>';
  const negative = testClass(
    'SignIT',
    `  static int runs;
  @Test void negative() { assertEquals(-1, Sign.of(-4)); }
  @Test void flaky() { assertEquals(2, ++runs); }
  @Test void wrong() {
    assertEquals(0, Sign.of(0));
  }`,
  );
  const flaky = testClass('FlakyTest', '  static int runs;\n  @Test void second() { assertEquals(2, ++runs); }');
  await write({
    'pom.xml': pom({ packaging: 'pom', modules: ['core', 'web'] }),
    'core/pom.xml': module('core'),
    'core/src/test/java/p/FlakyTest.java': flaky,
    'web/pom.xml': module('web', failsafe),
    'web/src/main/java/p/Sign.java': sign,
    'web/src/test/java/p/SignTest.java': signTest,
    'web/src/test/java/p/SignIT.java': negative,
  });
  const again = '-Dsurefire.rerunFailingTestsCount=1 -Dfailsafe.rerunFailingTestsCount=1';
  const outputs = await build(context, { args: again });
  expect(outputs).toMatchObject({ result: 'unstable', total: 5, passed: 4, failed: 1, skipped: 0 });
  expect(await readdir(join(context.workspace, 'web/target/failsafe-reports'))).toContain('TEST-p.SignIT.xml');
  expect(context.lines).toContainEqual({
    level: 'warning',
    text: 'expected: <0> but was: <1>',
    at: { title: 'Test failed: SignIT.wrong', file: 'web/src/test/java/p/SignIT.java', line: 9 },
  });
  expect(context.summaries.join()).toContain('Flaky, passed only when run again: FlakyTest.second, SignIT.flaky');
  // The unit test reaches one branch, the integration tests the other.
  expect(outputs['branch-coverage']).toBe('100.0');
});

test('what the POM has written elsewhere is found, and a failing test without a report is no success', async () => {
  const surefire = (setting: string) =>
    `<plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.3</version><configuration>${setting}</configuration></plugin>`;
  const bad = (line: string) => testClass('BadTest', `${line}  @Test void bad() {\n    fail("no");\n  }`);
  const inside = (name: string, plugins: string, build = '') =>
    module(name, plugins)
      .replace('</parent>', '<relativePath>../parent/pom.xml</relativePath></parent>')
      .replace('<build>', `<build>${build}`);
  await write({
    'parent/pom.xml': pom({ packaging: 'pom', modules: ['../core', '../web', '../late'] }),
    'core/pom.xml': inside('core', '', '<directory>out</directory><testSourceDirectory>tests</testSourceDirectory>'),
    'core/src/main/java/p/Sign.java': sign,
    'core/tests/p/BadTest.java': bad('\n'),
    'web/pom.xml': inside('web', surefire('<reportsDirectory>${basedir}/reports</reportsDirectory>')),
    'web/src/test/java/p/BadTest.java': bad(''),
    'late/pom.xml': inside('late', surefire('<disableXmlReport>true</disableXmlReport>')),
    'late/src/test/java/p/SignTest.java': testClass('LateTest', '  @Test void late() { fail("late"); }'),
  });
  const outputs = await build(context, { 'working-directory': 'parent' });
  expect(outputs).toMatchObject({ result: 'unstable', total: 2, failed: 2 });
  expect(outputs['report-path']).toEqual(['core/out/site/jacoco/jacoco.xml']);
  const marked = context.lines.flatMap(({ at }) => (at?.file === undefined ? [] : [`${at.file}:${at.line}`]));
  expect(marked).toEqual(['core/tests/p/BadTest.java:7', 'web/src/test/java/p/BadTest.java:6']);

  const alone = await build(context, { 'working-directory': 'parent', args: '-pl ../late' });
  expect(alone).toMatchObject({ result: 'unstable', total: 0 });
  expect(context.lines.at(-1)?.text).toBe(
    'The build is unstable: Maven says that 1 test failed, and no report of that is found',
  );
});

test('tests that are nested, inherited, made of parameters or without a frame of their own are marked in their source', async () => {
  const extra = 'import org.junit.jupiter.params.*;\nimport org.junit.jupiter.params.provider.*;\n';
  const body = `  @Nested class Inner {
    @Test void deep() {
      assertEquals(1, 2);
    }
  }
  @ParameterizedTest @ValueSource(ints = {1, 2})
  void odd(int number) {
    assertEquals(1, number % 2);
  }
  @ParameterizedTest @MethodSource("none")
  void unmade(int number) {
  }
  @Test void bare() throws Exception {
    Exception bare = new Exception("bare");
    bare.setStackTrace(new StackTraceElement[0]);
    throw bare;
  }`;
  const base = testClass('Base', '  @Test void inherited() {\n    fail("in base");\n  }').replace(
    'class',
    'abstract class',
  );
  await write({
    'pom.xml': pom(),
    'src/test/java/p/OddTest.java': testClass('OddTest', body)
      .replace('class', `${extra}class`)
      .replace('OddTest', 'OddTest extends Base'),
    'src/test/java/p/Base.java': base,
  });
  expect(await build(context)).toMatchObject({ result: 'unstable', failed: 5, passed: 1 });
  const marks = context.lines.flatMap(({ at }) =>
    at?.title?.startsWith('Test') ? [`${at.title}: ${at.file}:${at.line}`] : [],
  );
  expect(marks.sort()).toEqual([
    'Test failed: OddTest$Inner.deep: src/test/java/p/OddTest.java:9',
    'Test failed: OddTest.bare: src/test/java/p/OddTest.java:19',
    'Test failed: OddTest.inherited: src/test/java/p/Base.java:6',
    'Test failed: OddTest.odd(int)[2]: src/test/java/p/OddTest.java:14',
    'Test failed: OddTest.unmade(int): src/test/java/p/OddTest.java:17',
  ]);
});

describe('the changed lines', () => {
  const git = async (...args: string[]) => {
    const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
    const { stdout } = await runProcess('git', [...person, ...args], { cwd: context.workspace, env: context.env });
    return stdout.trim();
  };
  const twice = (more: string) => `package p;\npublic class Twice {\n  int of(int n) { return 2 * n; }\n${more}}\n`;
  const twiceTest = testClass('TwiceTest', '  @Test void doubles() { assertEquals(4, new Twice().of(2)); }');

  test('of two modules are measured each, and too little is unstable', async () => {
    await write({
      'pom.xml': pom({ packaging: 'pom', modules: ['core', 'web'] }),
      'core/pom.xml': module('core'),
      'core/src/main/java/p/Sign.java': sign,
      'core/src/test/java/p/SignTest.java': signTest,
      'web/pom.xml': module('web'),
      'web/src/main/java/p/Twice.java': twice(''),
      'web/src/test/java/p/TwiceTest.java': twiceTest,
    });
    await git('init', '-q');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'Begin');
    const since = await git('rev-parse', 'HEAD');
    await write({
      'core/src/main/java/p/Sign.java': sign.replace('return -1', 'return -2').replace('return 1', 'return +1'),
      'web/src/main/java/p/Twice.java': twice('  int half(int n) {\n    return n / 2;\n  }\n'),
      'README.md': 'changed\n',
    });
    await git('add', '-A');
    await git('commit', '-q', '-m', 'Change');
    const outputs = await build(context, { 'changed-since': since, 'min-changed-coverage': '50' });
    expect(outputs).toMatchObject({ result: 'unstable', 'changed-coverage': '33.3' });
    const summary = context.summaries.join();
    expect(summary).toContain('coverage of the changed lines is 33.3 %, below the 50 %');
    expect(summary).toMatch(/\| core \| .* \| 50\.0 % \(1 of 2\) \|/);
    expect(summary).toMatch(/\| web \| .* \| 0\.0 % \(0 of 1\) \|/);
    expect(summary).toContain('| core/src/main/java/p/Sign.java | 5 |');
    expect(summary).toContain('| web/src/main/java/p/Twice.java | 5 |');
  });
});
