import { expect, test } from 'vitest';
import { lastFailure } from './last-failure.ts';
import type { ContainerStatus, Pod } from './objects.ts';

const at = (second: number) => `2026-11-23T12:00:0${second}Z`;
const container = (name: string, exitCode: number, finishedAt: string, given: Partial<ContainerStatus> = {}) => ({
  ...{ name, image: 'i', ready: false, restartCount: 0 },
  state: { terminated: { exitCode, finishedAt } },
  ...given,
});
const pod = (name: string, second: number, containerStatuses: readonly ContainerStatus[], deleted?: string): Pod => ({
  metadata: { name, creationTimestamp: at(second), ...(deleted && { deletionTimestamp: deleted }) },
  status: { containerStatuses },
});
const first = pod('import-1', 1, [container('work', 1, at(2))]);

test.each<[string, readonly Pod[], string | undefined]>([
  ['no pod', [], undefined],
  ['a pod that ended well', [pod('import-1', 1, [container('work', 0, at(2))])], undefined],
  ['the newest of several', [pod('import-2', 3, [container('work', 2, at(4))]), first], 'import-2: exits 2'],
  ['one before a pod that still runs', [first, pod('import-2', 3, [])], 'import-1: exits 1'],
  ['none that is being deleted', [pod('import-1', 1, [container('work', 137, at(2))], at(2))], undefined],
  [
    'the container that failed first, for which the others are ended',
    [pod('import-1', 1, [container('proxy', 143, at(3)), container('work', 1, at(2))])],
    'import-1: exits 1',
  ],
  [
    'the run before, while the container waits to be started again',
    [pod('import-1', 1, [container('work', 0, '', { state: {}, lastState: { terminated: { exitCode: 4 } } })])],
    'import-1: exits 4',
  ],
])('the last failure is that of %s', (_, pods, expected) => {
  const failure = lastFailure(pods);
  expect(failure && `${failure.pod}: ${failure.clause.replace('container "work" ', '')}`).toBe(expected);
});
