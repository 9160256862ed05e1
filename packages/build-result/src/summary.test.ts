import { expect, test } from 'vitest';
import type { LocatedTest } from './account.ts';
import { summarize } from './summary.ts';

const passed: LocatedTest = {
  className: 'p.ATest',
  name: 'quick',
  time: 0.1,
  outcome: 'passed',
  flaky: false,
  message: '',
  type: '',
  stackTrace: '',
  file: '',
  at: undefined,
};
const counters = (covered: number, missed: number) => ({ covered, missed });
const coverage = { lines: counters(3, 1), branches: counters(0, 0) };
const facts = {
  verdict: { result: 'success', reasons: [] },
  totals: { total: 1, passed: 1, failed: 0, skipped: 0 },
  tests: [passed],
  coverage,
  changed: { kind: 'none', why: '' },
  modules: [{ ...coverage, module: '.', report: 'target/site/jacoco/jacoco.xml', changed: undefined }],
  artifact: 'target/app.jar',
  duration: 4200,
} as const;

test('a green build takes three lines', () => {
  expect(summarize('Maven', facts)).toBe(`### ✅ Maven build: success in 4.2 s

| Tests | Passed | Failed | Skipped | Line coverage | Branch coverage |
| --- | --- | --- | --- | --- | --- |
| 1 | 1 | 0 | 0 | 75.0 % (3 of 4) | – |

Artifact: \`target/app.jar\``);
});

test('a failed test shows where and why, and its name cannot become markup', () => {
  const stackTrace =
    'Boom: ```</details>\n\tat p.ATest.x(ATest.java:3)\n\tat java.base/java.lang.Thread.run(Thread.java:1)';
  const failed = {
    ...passed,
    outcome: 'failed',
    name: '<img> @all',
    stackTrace,
    at: { file: 'src/ATest.java', line: 3 },
  } as const;
  const text = summarize('Maven', {
    ...facts,
    verdict: { result: 'unstable', reasons: ['1 of 1 tests failed'] },
    tests: [failed],
  });
  expect(text).toContain('- **ATest.&lt;img&gt; &#64;all** (src/ATest.java:3)');
  expect(text).toContain('  ````\n  Boom: ```</details>\n  \tat p.ATest.x(ATest.java:3)\n  ````');
});

test('shows twenty failures of a thousand and says how many there are', () => {
  const failed = { ...passed, outcome: 'failed', stackTrace: 'x' } as const;
  const text = summarize('Maven', { ...facts, tests: Array.from({ length: 1000 }, () => failed) });
  expect(text.split('**ATest.quick**').length - 1).toBe(20);
  expect(text).toContain('... and 980 more.');
});

test('names flaky tests and the slowest', () => {
  const text = summarize('Maven', { ...facts, tests: [passed, { ...passed, name: 'slow', time: 65, flaky: true }] });
  expect(text).toContain('Flaky, passed only when run again: ATest.slow');
  expect(text).toContain('| ATest.slow | 1 min 5 s |');
  expect(text).not.toContain('ATest.quick');
});

test('shows the coverage of the changed lines, by module too, and those that no test reached', () => {
  const changed = (covered: number, numbers: readonly number[]) => ({
    lines: counters(covered, numbers.length),
    missed: new Map(numbers.length === 0 ? [] : [['core/src/A_B.java', numbers]]),
  });
  const [module] = facts.modules;
  const text = summarize('Maven', {
    ...facts,
    changed: { kind: 'measured', since: '0123456789', coverage: changed(1, [3, 4, 9]) },
    modules: [
      { ...module, module: 'core', changed: changed(1, [3, 4, 9]) },
      { ...module, module: 'web', changed: changed(0, []) },
    ],
  });
  expect(text).toContain('| Branch coverage | Lines changed since 0123456 |');
  expect(text).toContain('| 75.0 % (3 of 4) | – | 25.0 % (1 of 4) |');
  expect(text).toContain('| Module | Lines | Branches | Changed lines |');
  expect(text).toContain('| web | 75.0 % (3 of 4) | – | – |');
  expect(text).toContain('| core/src/A\\_B.java | 3-4, 9 |');
});
