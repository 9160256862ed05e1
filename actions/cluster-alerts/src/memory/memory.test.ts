import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Alert } from '../alerts/alert.ts';
import { caseKey } from '../alerts/case.ts';
import { emptyMemory, type Memory, readMemory, writeMemory } from './memory.ts';
import { fileStore } from './store.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const keyOf = (found: { rule: string; namespace: string; app: string }) => caseKey(found.rule, found);
const found = {
  ...{
    rule: 'probes',
    namespace: 'shop',
    app: 'index',
    message: 'm',
    objects: ['Pod/a'],
    told: 0,
    owed: false,
    total: 3,
  },
  ...{ tally: [[noon, 3]] as const, first: noon, last: noon },
};
const memory: Memory = {
  marks: new Map([['', { version: '1000', at: noon - 1000 }]]),
  looks: new Map([['', noon - 1000]]),
  counts: new Map([['u1', { count: 3, at: noon - 60_000 }]]),
  containers: new Map([['u2/app', { ends: 5, restarts: 4, at: noon }]]),
  isWhole: true,
  sightings: new Map([['n1 Ready', { began: '2026-07-11T11:59:00Z', since: noon - 60_000 }]]),
  cases: new Map([[keyOf(found), found]]),
  pending: [{ id: 'x', at: noon, alerts: [] }],
};

test('what is written is read', () => {
  expect(readMemory(writeMemory(memory, noon), keyOf)).toEqual(memory);
});

test.each(['', '{', 'null', '[]', '{"format":1}', '{"format":2}'])('%j is no memory', (text) => {
  expect(readMemory(text, keyOf)).toBeUndefined();
});

test('events of long ago are left out', () => {
  const counts = new Map([
    ['old', { count: 9, at: noon - 3 * 3_600_000 }],
    ['young', { count: 1, at: noon - 60_000 }],
  ]);
  const read = readMemory(writeMemory({ ...memory, counts }, noon), keyOf);
  expect([...(read?.counts.keys() ?? [])]).toEqual(['young']);
});

test('where there is no room for all cases, those that were told or are owed stay', () => {
  const many = Array.from({ length: 5000 }, (_, index) => ({ ...found, app: `app${index}`, message: 'm'.repeat(300) }));
  const old = { ...found, first: noon - 60_000, last: noon - 60_000 };
  const [told, owed] = [
    { ...old, app: 'told', told: noon },
    { ...old, app: 'owed', owed: true },
  ];
  const cases = new Map([...many, { ...old, app: 'neither' }, told, owed].map((one) => [keyOf(one), one]));
  const kept = [...(readMemory(writeMemory({ ...memory, cases }, noon), keyOf)?.cases.values() ?? [])];
  expect(kept.slice(0, 2)).toEqual([told, owed]);
  expect(kept.length).toBeGreaterThan(1000);
  expect(kept.map(({ app }) => app)).not.toContain('neither');
});

test('a memory that could not keep all containers says so, also when it is written again', () => {
  const containers = new Map(
    Array.from({ length: 9000 }, (_, index) => [`${index}/app`, { ends: 1, restarts: 1, at: noon + index }] as const),
  );
  const once = readMemory(writeMemory({ ...memory, containers }, noon), keyOf);
  expect(once?.isWhole).toBe(false);
  expect(once?.containers.has('8999/app')).toBe(true);
  expect(once && readMemory(writeMemory(once, noon), keyOf)?.isWhole).toBe(false);
});

test('it never comes near the mebibyte of a ConfigMap', () => {
  const uid = (index: number) => `${index}`.padStart(36, 'a');
  const many = <T>(value: (index: number) => [string, T]) =>
    new Map(Array.from({ length: 20_000 }, (_, index) => value(index)));
  const told = { message: '长'.repeat(260) } as Alert;
  const text = writeMemory(
    {
      ...memory,
      counts: many((index) => [uid(index), { count: 2, at: noon }]),
      containers: many((index) => [`${uid(index)}/application`, { ends: 3, restarts: 2, at: noon - index }]),
      sightings: many((index) => [`${uid(index)}/a ImagePullBackOff`, { began: uid(1), since: noon }]),
      pending: [{ id: 'x', at: noon, alerts: Array.from({ length: 300 }, () => told) }],
      cases: many((index) => [
        uid(index),
        { ...found, app: uid(index), message: '长'.repeat(300), objects: Array<string>(5).fill(uid(1)) },
      ]),
    },
    noon,
  );
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  expect([...(readMemory(text, keyOf)?.containers.keys() ?? [])][0]).toBe(`${uid(0)}/application`);
});

test('of two writers of a file the second is told', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'alerts-')), 'deep');
  const store = fileStore(join(folder, 'memory.json'));
  expect(await store.read()).toBeUndefined();
  expect(await store.write(undefined, 'a')).toBe(true);
  expect(await store.write(undefined, 'b')).toBe(false);
  const known = await store.read();
  expect(known?.text).toBe('a');
  expect(await store.write(known?.version, 'c')).toBe(true);
  expect(await store.write(known?.version, 'd')).toBe(false);
  expect(await readdir(folder)).toEqual(['memory.json']);
  expect(emptyMemory().pending).toEqual([]);
});
