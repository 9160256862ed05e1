import { expect, test } from 'vitest';
import { type Counts, newOccurrences, subjectOf } from './events.ts';
import type { ClusterEvent } from './objects.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString().replace('.000', '');
const mark = { version: '1000', at: noon - 300_000 };

const event = (more: Partial<ClusterEvent> & { version?: string; created?: string; uid?: string }): ClusterEvent => {
  const { version = '1001', created = at(-60), uid = 'u1', ...rest } = more;
  return { metadata: { name: 'e', uid, resourceVersion: version, creationTimestamp: created }, ...rest };
};
const counted = (given: ClusterEvent, counts: Counts = new Map()) => newOccurrences(given, mark, counts, noon);

test('an event that happened once since the mark counts once, when the API server wrote it', () => {
  expect(counted(event({ lastTimestamp: at(-3600) }))).toEqual({ count: 1, from: noon - 60_000, to: noon - 60_000 });
});

test('what was written before the mark has been counted, however versions are written', () => {
  expect(counted(event({ version: '1000' }))).toBeUndefined();
  expect(counted(event({ version: '999' }))).toBeUndefined();
  expect(counted(event({ version: '10000' }))?.count).toBe(1);
});

test('of an event that recurs only the difference counts, since it was counted last', () => {
  const counts: Counts = new Map([['u1', { count: 40, at: noon - 200_000 }]]);
  const given = event({ created: at(-86_400), count: 47, lastTimestamp: at(-5) });
  expect(counted(given, counts)).toEqual({ count: 7, from: noon - 200_000, to: noon - 5000 });
  expect(counts.get('u1')).toEqual({ count: 47, at: noon });
  expect(counted(given, counts)).toBeUndefined();
});

test('an event from before the mark that was not kept had happened once', () => {
  expect(counted(event({ created: at(-400), count: 3, lastTimestamp: at(0) }))?.count).toBe(2);
});

test('an event made since the mark counts whole, also as a series of the newer API', () => {
  expect(counted(event({ count: 3, lastTimestamp: at(0) }))?.count).toBe(3);
  const series = { count: 5, lastObservedTime: at(-10) };
  expect(counted(event({ series, eventTime: at(-60) }))).toEqual({ count: 5, from: noon - 60_000, to: noon - 10_000 });
});

test('without a mark a life is told with its length', () => {
  const given = event({ created: at(-86_400), count: 500, lastTimestamp: at(-5) });
  expect(newOccurrences(given, undefined, new Map(), noon)).toEqual({
    count: 500,
    from: noon - 86_400_000,
    to: noon - 5000,
  });
});

test.each([
  ['ahead', at(7200)],
  ['behind', at(-7200)],
  ['no clock', null],
  ['nonsense', 'yesterday'],
])('a node whose clock is %s tells nothing out of its time', (_, lastTimestamp) => {
  const counts: Counts = new Map([['u1', { count: 1, at: noon - 100_000 }]]);
  const found = counted(event({ count: 2, lastTimestamp }), counts);
  expect(found?.count).toBe(1);
  expect(found?.to).toBeGreaterThanOrEqual(noon - 100_000);
  expect(found?.to).toBeLessThanOrEqual(noon);
});

test('an event without a count, a uid or times happened once, now', () => {
  const bare = { metadata: { name: 'e' } } as ClusterEvent;
  expect(newOccurrences(bare, undefined, new Map(), noon)).toEqual({ count: 1, from: noon, to: noon });
});

test('what an event is about', () => {
  const known = (namespace: string, pod: string) => (pod === 'odd' ? `${namespace}'s own` : undefined);
  const about = (involvedObject: ClusterEvent['involvedObject']) =>
    subjectOf({ metadata: { name: 'e', namespace: 'default' }, ...(involvedObject && { involvedObject }) }, known);
  expect(about({ kind: 'Pod', name: 'odd', namespace: 'shop' }).app).toBe("shop's own");
  expect(about({ kind: 'Pod', name: 'index-5d59d67564-8cqtm', namespace: 'shop' }).app).toBe('index');
  expect(about({ kind: 'Node', name: 'n1' })).toEqual({ kind: 'Node', name: 'n1', namespace: '', app: 'n1' });
  expect(about(undefined)).toEqual({ kind: '', name: 'e', namespace: 'default', app: 'e' });
});
