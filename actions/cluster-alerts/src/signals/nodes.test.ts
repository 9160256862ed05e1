import { expect, test } from 'vitest';
import { readNode } from './nodes.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const reasons = (...conditions: readonly (readonly [string, 'True' | 'False' | 'Unknown'])[]) =>
  readNode(
    { metadata: { name: 'n1' }, status: { conditions: conditions.map(([type, status]) => ({ type, status })) } },
    noon,
  ).map(({ reason }) => reason);

test.each([
  [
    [
      ['Ready', 'True'],
      ['MemoryPressure', 'False'],
    ],
    [],
  ],
  [[['Ready', 'Unknown']], ['NotReady']],
  [
    [
      ['Ready', 'False'],
      ['DiskPressure', 'True'],
    ],
    ['NotReady', 'DiskPressure'],
  ],
  [
    [
      ['Ready', 'True'],
      ['CorruptDockerOverlay2', 'True'],
    ],
    [],
  ],
  [[], []],
] as const)('conditions %j are %j', (conditions, expected) => {
  expect(reasons(...conditions)).toEqual(expected);
});
