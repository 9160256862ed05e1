import { expect, test } from 'vitest';
import { whereTestsStand } from './thread-dump.ts';

const dump = (runsTests: boolean, ...frames: readonly string[]) => ({
  pid: 1,
  runsTests,
  text: `Full thread dump OpenJDK\n\n"main" #1 prio=5 os_prio=0\n   java.lang.Thread.State: WAITING\n${frames
    .map((frame) => `\tat ${frame}\n`)
    .join('')}\n   Locked ownable synchronizers:\n\n"other" #2\n\tat com.example.Other.run(Other.java:1)\n`,
});
const maven = dump(false, 'java.lang.Object.wait(java.base@17/Native Method)', 'org.codehaus.plexus.A.run(A.java:1)');

test('the first frame of the service is named, and what it waits in', () => {
  const tests = dump(
    true,
    'java.lang.Thread.sleep(java.base@17.0.15/Native Method)',
    'com.example.OrderTest.waits(OrderTest.java:14)',
    'org.junit.platform.A.b(A.java:2)',
  );
  expect(whereTestsStand([maven, tests])).toBe(
    'The tests stand at com.example.OrderTest.waits(OrderTest.java:14), in java.lang.Thread.sleep',
  );
});

test('a loop of the service itself is named alone', () => {
  expect(whereTestsStand([dump(true, 'com.example.Loop.spin(Loop.java:3)')])).toBe(
    'The tests stand at com.example.Loop.spin(Loop.java:3)',
  );
});

test('without a frame of the service nothing is said', () => {
  expect(whereTestsStand([maven])).toBeUndefined();
  expect(whereTestsStand([])).toBeUndefined();
});
