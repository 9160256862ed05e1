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
