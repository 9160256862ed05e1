import { expect, test } from 'vitest';
import { bounded } from './bounded-evidence.ts';
import type { Evidence } from './cluster/evidence.ts';

const entry = (given: Partial<Evidence> = {}): Evidence => ({
  finding: { code: 'crash-loop', object: 'Pod/index-1', clause: 'container "app" exits 1' },
  sentence: 'container "app" exits 1: "no database" (last log line)',
  ...{ events: [], probes: [], conditions: [], log: [], otherLog: [], ...given },
});
const lines = (count: number, length: number, character = 'x') =>
  Array.from({ length: count }, (_, index) => `${index} `.padEnd(length, character));
const bytes = (evidence: readonly Evidence[]) => Buffer.byteLength(JSON.stringify(evidence));

test('evidence that is short enough stays as it is', () => {
  const evidence = [entry({ log: lines(40, 200), events: ['BackOff'], timeline: ['1 s: waits'] }), entry()];
  expect(bounded(evidence)).toEqual(evidence);
});

test('of a log with lines of 64 kB the newest lines stay, each cut', () => {
  const [kept, ...others] = bounded([entry({ log: lines(40, 65_536), events: ['BackOff'] }), entry()]);
  expect(others).toEqual([entry()]);
  expect(kept?.events).toEqual(['BackOff']);
  expect(kept?.log.length).toBeGreaterThan(20);
  expect(kept?.log.at(-1)).toMatch(/^39 x{1996}…$/);
  expect(bytes([kept ?? entry(), ...others])).toBeLessThanOrEqual(60_000);
});

test('bytes count, not characters', () => {
  for (const character of ['界', '\u001b', '"']) {
    expect(bytes(bounded([entry({ log: lines(40, 2000, character) })]))).toBeLessThanOrEqual(60_000);
  }
});

test.each<[string, Partial<Evidence>, Partial<Evidence>]>([
  [
    'logs before events',
    { log: lines(3, 500), events: lines(2, 300) },
    { log: lines(3, 500).slice(2), events: lines(2, 300) },
  ],
  ['events when logs are short', { log: ['x'], events: lines(9, 300) }, { log: ['x'], events: lines(9, 300).slice(5) }],
  ['what the rollout was like at last', { timeline: lines(9, 300) }, { timeline: lines(9, 300).slice(5) }],
])('shortened are %s', (_, given, expected) => {
  expect(bounded([entry(given)], 1700)).toEqual([entry(expected)]);
});

test('later findings are dropped, the first one and its sentence never', () => {
  const long = entry({ events: ['y'.repeat(900)] });
  expect(bounded([long, long, long], 2600)).toEqual([long, long]);
  const { finding, sentence } = entry();
  expect(bounded([long, long], 1)).toEqual([entry()]);
  expect(bounded([long, long], 1)[0]).toMatchObject({ finding, sentence });
});

test('a sentence of any length ends somewhere', () => {
  const sentence = 'why '.repeat(30_000);
  const [kept] = bounded([
    entry({ sentence, finding: { code: 'not-applied', object: 'Release/web', clause: sentence } }),
  ]);
  expect(kept?.sentence).toHaveLength(2000);
});
