import { expect, test } from 'vitest';
import { readNode } from './nodes.ts';
import type { Sightings } from './signal.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const reasons = (...conditions: readonly (readonly [string, 'True' | 'False' | 'Unknown'])[]) =>
  readNode(
    { metadata: { name: 'n1' }, status: { conditions: conditions.map(([type, status]) => ({ type, status })) } },
    new Map(),
    undefined,
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

test.each([
  ['ahead', 600_000],
  ['behind', -600_000],
])('a node whose clock is ten minutes %s is short of memory since it was seen to be', (_, skew) => {
  const sightings: Sightings = new Map();
  const lastTransitionTime = new Date(noon - 60_000 + skew).toISOString();
  const node = {
    metadata: { name: 'n1' },
    status: { conditions: [{ type: 'MemoryPressure', status: 'True', lastTransitionTime } as const] },
  };
  const look = (now: number) => readNode(node, sightings, now - 300_000, now)[0]?.since ?? 0;
  const first = look(noon);
  expect(first).toBeGreaterThanOrEqual(noon - 300_000);
  expect(first).toBeLessThanOrEqual(noon);
  expect([look(noon + 300_000), look(noon + 600_000)]).toEqual([first, first]);
});

test('what a node was short of is not over when its kubelet falls silent, and was not short of does not begin then', () => {
  const sightings: Sightings = new Map();
  const look = (memory: 'True' | 'False' | 'Unknown', disk: typeof memory, seconds: number) => {
    const lastTransitionTime = new Date(noon + seconds * 1000).toISOString();
    const conditions = [
      { type: 'MemoryPressure', status: memory, lastTransitionTime },
      { type: 'DiskPressure', status: disk, lastTransitionTime },
    ];
    const node = { metadata: { name: 'n1' }, status: { conditions } };
    return readNode(node, sightings, noon, noon + seconds * 1000).map(({ reason, since }) => [reason, since - noon]);
  };
  expect(look('True', 'False', 10)).toEqual([['MemoryPressure', 10_000]]);
  expect(look('Unknown', 'Unknown', 60)).toEqual([['MemoryPressure', 10_000]]);
  expect(look('False', 'False', 90)).toEqual([]);
});
