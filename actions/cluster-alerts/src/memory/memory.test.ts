import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { caseKey } from '../alerts/case.ts';
import { emptyMemory, type Memory, readMemory, writeMemory } from './memory.ts';
import { fileStore } from './store.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const keyOf = (found: { rule: string; namespace: string; app: string }) => caseKey(found.rule, found);
const found = {
  ...{ rule: 'probes', namespace: 'shop', app: 'index', message: 'm', objects: ['Pod/a'], told: 0, total: 3 },
  ...{ tally: [[noon, 3]] as const, first: noon, last: noon },
};
const memory: Memory = {
  marks: new Map([['', { version: '1000', at: noon - 1000 }]]),
  looks: new Map([['', noon - 1000]]),
  counts: new Map([['u1', { count: 3, at: noon - 60_000 }]]),
  containers: new Map([['u2/app', { restarts: 4, ended: noon }]]),
  cases: new Map([[keyOf(found), found]]),
  pending: [{ id: 'x', at: noon, alerts: [] }],
};

test('what is written is read', () => {
  expect(readMemory(writeMemory(memory, noon), keyOf)).toEqual(memory);
});

test.each(['', '{', 'null', '[]', '{"format":2}', '{"format":1}'])('%j is no memory', (text) => {
  expect(readMemory(text, keyOf)).toBeUndefined();
});

test('what no later run needs is left out: events of long ago, and those that the mark speaks for', () => {
  const counts = new Map([
    ['old', { count: 9, at: noon - 3 * 3_600_000 }],
    ['once before the mark', { count: 1, at: noon - 60_000 }],
    ['once about the mark', { count: 1, at: noon - 3000 }],
  ]);
  const read = readMemory(writeMemory({ ...memory, counts }, noon), keyOf);
  expect([...(read?.counts.keys() ?? [])]).toEqual(['once about the mark']);
});

test('it never comes near the mebibyte of a ConfigMap', () => {
  const uid = (index: number) => `${index}`.padStart(36, 'a');
  const many = <T>(value: (index: number) => [string, T]) =>
    new Map(Array.from({ length: 20_000 }, (_, index) => value(index)));
  const text = writeMemory(
    {
      ...memory,
      counts: many((index) => [uid(index), { count: 2, at: noon }]),
      containers: many((index) => [`${uid(index)}/application`, { restarts: 2, ended: noon - index }]),
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
