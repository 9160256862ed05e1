import { expect, test } from 'vitest';
import type { HistoryEntry } from './helm.ts';
import { currentRevision, lastGoodRevision, pendingEntry, wayBack } from './history.ts';

/** `1 superseded`, `3 deployed Rollback to 1`: revision, status, description. */
const history = (...lines: readonly string[]): HistoryEntry[] =>
  lines.map((line) => {
    const [revision = '', status = '', ...description] = line.split(' ');
    return { revision: Number(revision), status, description: description.join(' '), updated: '' };
  });

test.each([
  ['the one before', history('1 superseded', '2 deployed'), 2, 1],
  ['not one that Helm itself calls failed', history('1 superseded', '2 failed', '3 deployed'), 3, 1],
  [
    'not one that was rolled back',
    history('1 superseded', '2 superseded', '3 superseded Rollback to 1', '4 deployed'),
    4,
    3,
  ],
  ['none for a first deployment', history('1 deployed'), 1, undefined],
  ['none where all were rolled back', history('1 failed', '2 deployed'), 2, undefined],
  ['not a pending one', history('1 superseded', '2 pending-upgrade'), 2, 1],
])('the last good revision is %s', (_, entries, before, good) => {
  expect(lastGoodRevision(entries, before)).toBe(good);
});

test('a killed deployment or removal is known by its state, which only the newest revision can have', () => {
  expect(pendingEntry(history('1 uninstalling'))?.revision).toBe(1);
  expect(pendingEntry(history('1 deployed', '2 pending-upgrade'))?.revision).toBe(2);
  expect(pendingEntry(history('1 superseded', '2 deployed'))).toBeUndefined();
  expect(pendingEntry([])).toBeUndefined();
});

test('the revision in force is the deployed one', () => {
  expect(currentRevision(history('1 superseded', '2 deployed', '3 failed'))?.revision).toBe(2);
  expect(currentRevision([])).toBeUndefined();
});

test('a revision that was kept although it failed, or whose watch was killed, is none to return to', () => {
  const entries = history('1 superseded', '2 superseded', '3 superseded', '4 deployed');
  const verdicts = new Map([
    [2, 'failed'],
    [3, 'watched'],
  ]);
  expect(lastGoodRevision(entries, 4, verdicts)).toBe(1);
});

const remove = { kind: 'remove' };
const stay = { kind: 'stay' };
const to = (revision: number) => ({ kind: 'return', revision });

test.each<[string, HistoryEntry[], Record<number, string>, object]>([
  ['a first one is removed', history('1 deployed'), { 1: 'failed' }, remove],
  ['so is one that Helm could not apply', history('1 failed'), { 1: 'failed' }, remove],
  ['so is a first one that was killed', history('1 pending-install'), { 1: 'watched' }, remove],
  [
    'so is one after others that Helm could not apply',
    history('1 failed', '2 failed'),
    { 1: 'failed', 2: 'failed' },
    remove,
  ],
  ['not one after a release by hand that Helm calls failed', history('1 failed', '2 deployed'), { 2: 'failed' }, stay],
  ['not one by hand that was killed', history('1 pending-install'), {}, stay],
  ['not one after others that were kept', history('1 superseded', '2 deployed'), { 1: 'failed', 2: 'failed' }, stay],
  ['not one before which the history is cut', history('7 failed', '8 deployed'), { 7: 'failed', 8: 'failed' }, stay],
  ['not one that is all of the history', history('8 deployed'), { 8: 'failed' }, stay],
  ['a release by hand is returned to', history('1 superseded', '2 deployed'), { 2: 'failed' }, to(1)],
  [
    'so is a good one before one that was killed',
    history('1 superseded', '2 superseded', '3 deployed'),
    { 1: 'good', 2: 'watched', 3: 'failed' },
    to(1),
  ],
  [
    'and one that was killed, where none is good',
    history('1 superseded', '2 deployed'),
    { 1: 'watched', 2: 'failed' },
    to(1),
  ],
])('the way back: %s', (_, entries, verdicts, way) => {
  const known = new Map(Object.entries(verdicts).map(([revision, verdict]) => [Number(revision), verdict]));
  expect(wayBack(entries, entries.at(-1)?.revision ?? 0, known)).toEqual(way);
});
