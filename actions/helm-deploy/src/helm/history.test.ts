import { expect, test } from 'vitest';
import type { HistoryEntry } from './helm.ts';
import { currentRevision, lastGoodRevision, pendingEntry } from './history.ts';

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

test('a killed deployment is known by its pending state, which only the newest revision can have', () => {
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
