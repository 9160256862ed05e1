import { expect, test } from 'vitest';
import { readBuildLog } from './build-log.ts';
import { explainFailure } from './explain.ts';

function explain(text: string) {
  const log = readBuildLog();
  for (const line of text.split('\n')) log.add(line);
  return explainFailure(log.result(), 1, '/w');
}

// As Maven 3.8.7 prints them with -B.
const hints = `[ERROR] -> [Help 1]
[ERROR] 
[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
[ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/MojoFailureException`;

test('compiler errors are told once each, with the place of the first', () => {
  const failure = explain(`[ERROR] COMPILATION ERROR : 
[ERROR] /w/src/main/java/p/A.java:[2,82] not a statement
[ERROR] /w/src/main/java/p/A.java:[2,84] ';' expected
[INFO] 2 errors 
[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.14.0:compile (default-compile) on project index: Compilation failure: Compilation failure: 
[ERROR] /w/src/main/java/p/A.java:[2,82] not a statement
[ERROR] /w/src/main/java/p/A.java:[2,84] ';' expected
${hints}`);
  expect(failure).toEqual({
    code: 'compilation-failed',
    headline: 'Compilation failed with 2 errors',
    reason: "src/main/java/p/A.java:2: not a statement\nsrc/main/java/p/A.java:2: ';' expected",
    at: { file: 'src/main/java/p/A.java', line: 2 },
  });
});

test.each([
  ['file:///w/src/A.kt:12:5 Unresolved reference: x', 'src/A.kt:12: Unresolved reference: x'],
  ['/w/src/A.kt: (12, 5) Unresolved reference: x', 'src/A.kt:12: Unresolved reference: x'],
  ['/elsewhere/A.java:[12,5] error: x', '/elsewhere/A.java:12: x'],
])('a compiler error is read from %s', (line, sentence) => {
  expect(explain(`[ERROR] ${line}`).reason).toBe(sentence);
});

test('a JVM that ended is told with the tests that ran in it', () => {
  const failure = explain(`[ERROR] Tests run: 4, Failures: 2, Errors: 0, Skipped: 1
[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.5.3:test (default-test) on project index: 
[ERROR] The forked VM terminated without properly saying goodbye. VM crash or System.exit called?
[ERROR] Command was /bin/sh -c cd '/w' && 'java'
[ERROR] Process Exit Code: 3
[ERROR] Crashed tests:
[ERROR] p.ExitTest
[ERROR] org.apache.maven.surefire.booter.SurefireBooterForkException: The forked VM terminated
${hints}`);
  expect(failure.code).toBe('tests-crashed');
  expect(failure.headline).toBe('The JVM of the tests ended before the tests did, while it ran p.ExitTest');
  expect(failure.reason).toContain('Process Exit Code: 3');
  expect(failure.reason).not.toContain('Command was');
});

test.each([
  [
    '[ERROR] Failed to execute goal on project shop: Could not resolve dependencies for project com.example:shop:jar:1.0: com.example:no-such:jar:9 was not found in central -> [Help 1]',
    'dependencies-unresolved',
  ],
  ["[ERROR] No plugin found for prefix 'nosuch' in the current project -> [Help 1]", 'maven-failed'],
  ['[ERROR] Unknown lifecycle phase "nosuch". -> [Help 1]', 'maven-failed'],
  ['[ERROR] Failed to execute goal surefire:test on project x: There are test failures.', 'tests-failed'],
  ['[ERROR] Failed to execute goal jar:jar on project x: Error assembling JAR: No space left on device', 'disk-full'],
  ['', 'maven-failed'],
])('%s is %s', (line, code) => {
  const failure = explain(`${line}\n${hints}`);
  expect(failure.code).toBe(code);
  expect(failure.headline).not.toContain('[Help');
});

test('what tests print as errors before the failure is not its cause', () => {
  const noise = '[ERROR] noise\n'.repeat(500);
  expect(explain(`${noise}[ERROR] Failed to execute goal x: y`).headline).toBe('Failed to execute goal x: y');
});

test('tests are counted by what surefire says at the end of its runs, not by what a test prints', () => {
  const log = readBuildLog();
  const lines = [
    '[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0, Time elapsed: 0.03 s <<< FAILURE! -- in p.BadTest',
    '[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0',
    'Tests run: 90, Failures: 90, Errors: 0, Skipped: 0',
    '[WARNING] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1, Flakes: 1',
  ];
  for (const line of lines) log.add(line);
  expect(log.result().tests).toEqual({ run: 7, failed: 2 });
});
