import { expect, test } from 'vitest';
import { byRelevance, frames, sourcePath } from './stack-trace.ts';

const trace = `org.opentest4j.AssertionFailedError: expected: <1> but was: <2>
\tat org.junit.jupiter.api.Assertions.assertEquals(Assertions.java:531)
\tat p.Checks.same(Checks.java:15)
\tat app//p.OddTest$Inner.lambda$deep$0(OddTest.java:13)
\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)
\tat p.OddTest.main(Unknown Source)
Caused by: java.io.IOException
\tat p.Store.<init>(Store.kt:7)`;

test('finds the frames with file and line, whatever module or class loader is named', () => {
  expect(frames(trace).map(({ className, file, line }) => `${className} ${file}:${line}`)).toEqual([
    'org.junit.jupiter.api.Assertions Assertions.java:531',
    'p.Checks Checks.java:15',
    'p.OddTest$Inner OddTest.java:13',
    'java.util.ArrayList ArrayList.java:1511',
    'p.Store Store.kt:7',
  ]);
});

test('a failure belongs to the line of the test, not to the helper that found it', () => {
  expect(byRelevance(frames(trace), 'p.OddTest')[0]).toEqual({
    className: 'p.OddTest$Inner',
    file: 'OddTest.java',
    line: 13,
  });
});

test('a test that is inherited belongs to the class that holds it', () => {
  expect(byRelevance(frames(trace), 'p.Elsewhere')[1]?.className).toBe('p.Checks');
});

test.each([
  ['com.example.A$B', 'A.java', 'com/example/A.java'],
  ['A', 'A.java', 'A.java'],
])('the source of %s in %s is %s', (className, file, path) => {
  expect(sourcePath({ className, file })).toBe(path);
});
