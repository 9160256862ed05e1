import { expect, test } from 'vitest';
import { digestPage } from '../digest/page.ts';
import { digestText } from '../digest/text.ts';
import { defaultRules, ruleDefaults } from '../rules/defaults.ts';
import { summarize } from '../summary.ts';
import type { Alert } from './alert.ts';
import { type Case, countIn } from './case.ts';
import { judge, whenTold } from './judge.ts';
import { chooseTelling, confirmation } from './telling.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const minute = 60_000;

const alert = (more: Partial<Alert> = {}): Alert => ({
  ...{ rule: 'probes', state: 'new', app: 'index', namespace: 'shop', cause: 'Probes fail', message: 'm', count: 3 },
  ...{ severity: 'warning', firstSeen: '2026-07-11T11:00:00.000Z', lastSeen: '2026-07-11T11:30:00.000Z', hint: '' },
  ...{ resolved: more.state === 'resolved', objects: [], ...more },
});
const large = (count: number, more: (index: number) => Partial<Alert> = () => ({})) =>
  Array.from({ length: count }, (_, index) => alert({ app: `app${index}`, message: 'x'.repeat(300), ...more(index) }));
const bytes = (value: unknown) => Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));

test('of 250 alerts each is told exactly once, in as many runs as it takes, and each is resolved once', () => {
  const rule = { ...ruleDefaults, name: 'odd', title: 'Odd', reasons: ['Odd'], hint: 'Look.', silence: 60 * minute };
  const rules = [rule, ...defaultRules];
  let cases = new Map<string, Case>();
  const told = (time: number) => {
    const judgement = judge(cases, new Set(), rules, time);
    const { alerts, later, pending } = chooseTelling(judgement.news, [], 'run', time);
    cases = new Map(whenTold(judgement.cases, alerts, time));
    expect(alerts.length + later).toBe(judgement.news.length);
    expect(pending).toEqual([{ id: 'run', at: time, alerts }]);
    expect(bytes(alerts)).toBeLessThanOrEqual(60_000);
    return alerts.map(({ app, state }) => `${state} ${app}`);
  };
  const names = Array.from({ length: 250 }, (_, index) => `app${index}`);
  const happened = names.map((app) => ({
    ...{ subject: { kind: 'Pod', name: `${app}-1`, namespace: 'shop', app }, reason: 'Odd' },
    ...{ message: 'connect ECONNREFUSED', count: 1, from: noon, to: noon },
  }));
  countIn(cases, happened, rules, noon);
  const [first, second] = [told(noon), told(noon + 9 * minute)];
  expect(first.length).toBeGreaterThan(125);
  expect([...first, ...second].toSorted()).toEqual(names.map((app) => `new ${app}`).toSorted());
  const [third, fourth] = [told(noon + 30 * minute), told(noon + 31 * minute)];
  expect([...third, ...fourth].toSorted()).toEqual(names.map((app) => `resolved ${app}`).toSorted());
  expect(cases.size).toBe(0);
});

test('what is most severe goes first, then what is oldest, and what is over last; told in the order of services', () => {
  const some = large(300, (index) => ({
    severity: index < 280 ? 'warning' : 'critical',
    firstSeen: new Date(noon - index * minute).toISOString(),
    ...(index >= 290 ? { state: 'resolved', resolved: true } : {}),
  }));
  const { alerts, later } = chooseTelling(some, [], 'run', noon);
  expect(alerts.length + later).toBe(300);
  expect(alerts.slice(0, 10).map(({ app }) => app)).toEqual(some.slice(280, 290).map(({ app }) => app));
  const oldest = some.slice(290 - alerts.length, 280).map(({ app }) => app);
  expect(alerts.slice(10).map(({ app }) => app)).toEqual(oldest.toSorted((one, other) => one.localeCompare(other)));
});

test.each(['x', '长', '"', '<', '&', "'", '\\', '@', '|'])(
  'nothing of a run outgrows its place, full of %s',
  (character) => {
    const { alerts, later } = chooseTelling(
      large(2000, () => ({ message: character.repeat(300), hint: character.repeat(200) })),
      [],
      'run',
      noon,
    );
    expect(bytes(alerts)).toBeLessThanOrEqual(60_000);
    expect(bytes(digestText(alerts, later))).toBeLessThan(120_000);
    expect(bytes(digestPage(alerts, later))).toBeLessThan(120_000);
    expect(bytes(summarize(alerts, 2000, later))).toBeLessThan(1_000_000);
  },
);

test('an alert that is larger than all may be is told alone', () => {
  expect(
    chooseTelling([alert({ hint: 'x'.repeat(70_000) }), alert({ app: 'b' })], [], 'run', noon).alerts,
  ).toHaveLength(1);
});

test('that more follows is said wherever alerts are read', () => {
  for (const words of [digestText([alert()], 1), digestPage([alert()], 1), summarize([alert()], 2, 1)])
    expect(words).toContain('1 more follows with the next run.');
  expect(digestText([alert()], 7)).toContain('7 more follow with the next run.');
  for (const words of [digestText([alert()], 0), digestPage([alert()], 0), summarize([alert()], 1, 0)])
    expect(words).not.toContain('follow');
});

test('what an earlier run failed to tell is told again, by what is known of it now, and the rest waits on', () => {
  const lost = { id: 'lost', at: noon - confirmation, alerts: [alert({ app: 'a' }), alert({ app: 'b' })] };
  const waiting = { id: 'waiting', at: noon - 1000, alerts: [alert({ app: 'c' }), alert({ app: 'd' })] };
  const over = [alert({ app: 'b', state: 'resolved' }), alert({ app: 'd', state: 'resolved' })];
  const { alerts, later, pending } = chooseTelling(over, [lost, waiting], 'run', noon);
  expect(alerts).toEqual([alert({ app: 'a' }), ...over]);
  expect(later).toBe(0);
  expect(pending).toEqual([
    { ...waiting, alerts: [alert({ app: 'c' })] },
    { id: 'run', at: noon, alerts },
  ]);
});

test('what an earlier run failed to tell and does not fit stays pending', () => {
  const lost = { id: 'lost', at: noon - confirmation, alerts: large(180) };
  const first = chooseTelling([], [lost], 'run', noon);
  const second = chooseTelling([], first.pending, 'next', noon + minute);
  expect(first.later).toBe(second.alerts.length);
  expect([...first.alerts, ...second.alerts].toSorted((a, b) => a.app.localeCompare(b.app))).toEqual(
    lost.alerts.toSorted((a, b) => a.app.localeCompare(b.app)),
  );
});

test('while no mail can be sent, only so much piles up, and nothing of it is lost', () => {
  let pending: ReturnType<typeof chooseTelling>['pending'] = [];
  const everything = large(600);
  let time = noon;
  for (let run = 0; run < 20; run += 1, time += minute) {
    const before = new Set(pending.flatMap(({ alerts }) => alerts.map(({ app }) => app)));
    pending = chooseTelling(
      everything.filter(({ app }) => !before.has(app)),
      pending,
      `run ${run}`,
      time,
    ).pending;
    expect(bytes(pending)).toBeLessThan(245_000);
    const after = new Set(pending.flatMap(({ alerts }) => alerts.map(({ app }) => app)));
    for (const app of before) expect(after).toContain(app);
  }
});
