import { expect, test } from 'vitest';
import { usefulTrace } from './useful-trace.ts';

const trace = `org.opentest4j.AssertionFailedError: expected: <1> but was: <2>
\tat org.junit.jupiter.api.Assertions.assertEquals(Assertions.java:531)
\tat p.Checks.same(Checks.java:15)
\tat app//p.OddTest$Inner.lambda$deep$0(OddTest.java:13)
\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)
\tat p.OddTest.main(Unknown Source)
Caused by: java.io.IOException
\tat p.Store.<init>(Store.kt:7)`;

test('leaves out the frames of JDK and test framework, and says how much was cut', () => {
  expect(usefulTrace(trace)).not.toMatch(/junit|ArrayList/);
  expect(usefulTrace(trace)).toContain('p.Checks.same');
  expect(usefulTrace(trace, 2).split('\n').slice(1)).toEqual([
    '... 3 more lines',
    'Caused by: java.io.IOException',
    '\tat p.Store.<init>(Store.kt:7)',
  ]);
});

test('leaves out what Node.js and installed packages did', () => {
  const assertion = `AssertionError: expected 1 to be 2
    at Proxy.<anonymous> (file:///shop/node_modules/chai/index.js:1:2)
 ❯ test/price.test.js:7:20
    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)`;
  expect(usefulTrace(assertion)).toBe('AssertionError: expected 1 to be 2\n ❯ test/price.test.js:7:20');
});

test('of a trace that is cut the root cause stays', () => {
  const spring = Array.from(
    { length: 30 },
    (_, line) => `\tat org.springframework.Context.refresh(Context.java:${line})`,
  );
  const long = [
    'java.lang.IllegalStateException: Failed to load ApplicationContext',
    ...spring,
    'Caused by: org.springframework.beans.factory.BeanCreationException: no bean',
    ...spring,
    'Caused by: java.net.ConnectException: Connection refused: db:5432',
    '\tat com.example.Store.open(Store.java:12)',
  ];
  const lines = usefulTrace(long.join('\n')).split('\n');
  expect(lines[0]).toContain('Failed to load ApplicationContext');
  expect(lines.slice(-3)).toEqual(['... 49 more lines', ...long.slice(-2)]);
});
