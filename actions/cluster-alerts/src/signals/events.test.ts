import { expect, test } from 'vitest';
import { type Counts, isAllClear, type Mark, messageOf, newOccurrences, subjectOf } from './events.ts';
import type { ClusterEvent } from './objects.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString().replace('.000', '');
const mark = { version: '1000', at: noon - 300_000 };

const event = (more: Partial<ClusterEvent> & { version?: string; created?: string; uid?: string }): ClusterEvent => {
  const { version = '1001', created = at(-60), uid = 'u1', ...rest } = more;
  return { metadata: { name: 'e', uid, resourceVersion: version, creationTimestamp: created }, ...rest };
};
const counted = (given: ClusterEvent, counts: Counts = new Map()) => newOccurrences(given, mark, counts, noon, 600_000);

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

test('an event made since the mark counts whole, also as a series of the newer API', () => {
  expect(counted(event({ count: 3, lastTimestamp: at(0) }))?.count).toBe(3);
  const series = { count: 5, lastObservedTime: at(-10) };
  expect(counted(event({ series, eventTime: at(-60) }))).toEqual({ count: 5, from: noon - 60_000, to: noon - 10_000 });
});

test.each<[string, Partial<Parameters<typeof event>[0]>, Mark | undefined, number]>([
  ['nobody has looked before, and it began a day ago', { created: at(-86_400) }, undefined, 1],
  ['nobody has looked before, and it began in the window', { created: at(-500) }, undefined, 500],
  ['a rule is new, and it began a day ago', { created: at(-86_400) }, mark, 1],
  ['a rule is new, and it began in the window', { created: at(-500) }, mark, 500],
  ['its object ended and was made anew, with the count going on', { firstTimestamp: at(-86_400) }, mark, 1],
  ['it is new', { firstTimestamp: at(-60) }, mark, 500],
  ['it is new, of a node whose clock is behind', { firstTimestamp: at(-660), lastTimestamp: at(-605) }, mark, 500],
  ['it is new, of a node whose clock is ahead', { firstTimestamp: at(540), lastTimestamp: at(595) }, mark, 500],
  ['it is old, of a node whose clock is behind', { firstTimestamp: at(-87_000), lastTimestamp: at(-605) }, mark, 1],
  ['it is old, of a node whose clock is ahead', { firstTimestamp: at(-85_800), lastTimestamp: at(595) }, mark, 1],
])('at first sight an event with a count of 500 counts what is known to be new: %s', (_, more, since, count) => {
  const counts: Counts = new Map();
  const given = event({ count: 500, lastTimestamp: at(-5), ...more });
  const found = newOccurrences(given, since, counts, noon, 600_000);
  expect(found?.count).toBe(count);
  expect(found?.to).toBeLessThanOrEqual(noon);
  expect(found?.to).toBeGreaterThanOrEqual(noon - 60_000);
  // From then on the difference.
  const next = event({ ...given, count: 503, version: '1002', created: given.metadata.creationTimestamp ?? '' });
  expect(newOccurrences(next, since, counts, noon + 60_000, 600_000)?.count).toBe(3);
});

test('a count that fell happened once more', () => {
  const counts: Counts = new Map([['u1', { count: 40, at: noon - 200_000 }]]);
  expect(counted(event({ created: at(-86_400), count: 2, lastTimestamp: at(-5) }), counts)?.count).toBe(1);
});

test.each([
  ['ahead', at(7200)],
  ['behind', at(-7200)],
  ['no clock', null],
  ['nonsense', 'yesterday'],
])('what a node whose clock is %s tells has just happened', (_, lastTimestamp) => {
  const counts: Counts = new Map([['u1', { count: 1, at: noon - 100_000 }]]);
  const found = counted(event({ created: at(-86_400), count: 2, lastTimestamp }), counts);
  expect(found).toEqual({ count: 1, from: noon - 100_000, to: noon });
});

test('an event without a count, a uid or times happened once, now', () => {
  const bare = { metadata: { name: 'e' } } as ClusterEvent;
  expect(newOccurrences(bare, undefined, new Map(), noon, 600_000)).toEqual({ count: 1, from: noon, to: noon });
});

test('what an event is about', () => {
  const known = (kind: string, namespace: string, name: string) =>
    kind === 'Pod' && name === 'odd' ? `${namespace}'s own` : undefined;
  const about = (involvedObject: ClusterEvent['involvedObject']) =>
    subjectOf({ metadata: { name: 'e', namespace: 'default' }, ...(involvedObject && { involvedObject }) }, known);
  expect(about({ kind: 'Pod', name: 'odd', namespace: 'shop' }).app).toBe("shop's own");
  expect(about({ kind: 'Pod', name: 'index-5d59d67564-8cqtm', namespace: 'shop' }).app).toBe('index');
  expect(about({ kind: 'Node', name: 'n1' })).toEqual({ kind: 'Node', name: 'n1', namespace: '', app: 'n1' });
  expect(about(undefined)).toEqual({ kind: '', name: 'e', namespace: 'default', app: 'e' });
});

test('events of one kind that were put together say what each of them says', () => {
  expect(messageOf(event({ message: '(combined from similar events): Startup probe failed: x' }))).toBe(
    'Startup probe failed: x',
  );
  expect(messageOf(event({}))).toBe('');
});

test('a pod that may stay after all is not evicted', () => {
  const evicted = event({ reason: 'TaintManagerEviction', message: 'Marking for deletion Pod shop/index' });
  expect(isAllClear(evicted)).toBe(false);
  expect(isAllClear({ ...evicted, message: 'Cancelling deletion of Pod shop/index' })).toBe(true);
  expect(isAllClear(event({ reason: 'Evicted' }))).toBe(false);
});
