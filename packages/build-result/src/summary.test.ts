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
  modules: [{ ...coverage, module: '.', report: 'target/site/jacoco/jacoco.xml' }],
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
