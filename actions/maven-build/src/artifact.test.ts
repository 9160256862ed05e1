import { expect, test } from 'vitest';
import { choose, isProgram } from './artifact.ts';

const startedAt = new Date(10_000_000);
const before = { modified: 9_000_000 };
const after = { modified: 10_000_005 };

test.each([
  ['nothing', [], undefined],
  [
    'the larger of two',
    [
      { path: 'app.jar', bytes: 1, ...after },
      { path: 'app-exec.jar', bytes: 9, ...after },
    ],
    'app-exec.jar',
  ],
  [
    'what this run made',
    [
      { path: 'old.jar', bytes: 9, ...before },
      { path: 'new.jar', bytes: 1, ...after },
    ],
    'new.jar',
  ],
  ['what did not have to be made again', [{ path: 'app.jar', bytes: 9, ...before }], 'app.jar'],
])('finds %s', (_, candidates, path) => {
  expect(choose(candidates, startedAt)).toBe(path);
});

test.each([
  ['app.jar', true],
  ['app.war', true],
  ['app-1.0-sources.jar', false],
  ['app-1.0-javadoc.jar', false],
  ['app-tests.jar', false],
  ['original-app.jar', false],
  ['app.jar.original', false],
  ['contests.jar', true],
])('%s: %s', (name, answer) => {
  expect(isProgram(name)).toBe(answer);
});
