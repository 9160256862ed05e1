import { expect, test } from 'vitest';
import type { HistoryEntry } from './helm.ts';
import { noteOn, type ReleaseNote, readNote, writeNote } from './release-note.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const entry = (revision: number, description: string): HistoryEntry => ({
  revision,
  description,
  status: 'superseded',
  updated: '2026-11-23T12:00:00Z',
});

test.each<ReleaseNote>([
  {
    tag: '3f1c2ab.20260711-0930',
    digest,
    runUrl: 'https://github.example.com/shop/bss.index/actions/runs/7',
    actor: 'ada',
  },
  { tag: 'latest', digest: '', runUrl: '', actor: '' },
  { tag: '1', digest, runUrl: '', actor: 'dependabot[bot]' },
])('what is written is read again: %j', (note) => {
  expect(readNote(writeNote(note))).toEqual(note);
});

test.each(['Install complete', 'Upgrade complete', 'Rollback to 3', 'Upgrade "web" failed: timed out', ''])(
  'what others write is none: %j',
  (description) => {
    expect(readNote(description)).toBeUndefined();
  },
);

test('a rollback, even of a rollback, is known by what it restored', () => {
  const history = [
    entry(1, `1.0 ${digest}`),
    entry(2, '2.0'),
    entry(3, 'Rollback to 1'),
    entry(4, 'x y'),
    entry(5, 'Rollback to 3'),
  ];
  expect(noteOn(history, 5)).toMatchObject({ tag: '1.0', digest });
  expect(noteOn(history, 4)).toBeUndefined();
  expect(noteOn([entry(7, 'Rollback to 7')], 7)).toBeUndefined();
});
