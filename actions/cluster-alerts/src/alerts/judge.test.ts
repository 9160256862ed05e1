import { expect, test } from 'vitest';
import { defaultRules, ruleDefaults } from '../rules/defaults.ts';
import type { Rule } from '../rules/rule.ts';
import type { Condition, Occurrence } from '../signals/signal.ts';
import { type Case, countIn, noteConditions } from './case.ts';
import { judge, whenTold } from './judge.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const minute = 60_000;
const subject = { kind: 'Pod', name: 'index-1', namespace: 'shop', app: 'index' };
const rule: Rule = { ...ruleDefaults, name: 'odd', title: 'Odd', reasons: ['Odd'], threshold: 5, silence: 30 * minute };
const lasts: Rule = { ...rule, name: 'long', reasons: ['Long'], for: 5 * minute };

/** A story: what happens at which minute, and what is told. */
function story(rules: readonly Rule[] = [rule, lasts]) {
  let cases = new Map<string, Case>();
  return {
    at(time: number, happened: Partial<Occurrence>[] = [], conditions: Partial<Condition>[] = [], isTold = true) {
      const now = noon + time * minute;
      const usual = { subject, reason: 'Odd', message: 'm', count: 1, from: now, to: now };
      countIn(
        cases,
        happened.map((more) => ({ ...usual, ...more })),
        rules,
        now,
      );
      const lasting = noteConditions(
        cases,
        conditions.map((more) => ({ subject, key: 'k', reason: 'Long', message: 'm', since: now, ...more })),
        rules,
        now,
      );
      const judgement = judge(cases, lasting, rules, now);
      cases = new Map(whenTold(judgement.cases, isTold ? judgement.news : [], now));
      return judgement.news.map(({ rule: name, state, count }) => `${name} ${state} ${count}`);
    },
    size: () => cases.size,
  };
}

test('told when the threshold is reached in the window, once, and when it is over', () => {
  const { at, size } = story();
  expect(at(0, [{ count: 4 }])).toEqual([]);
  expect(at(1, [{}])).toEqual(['odd new 5']);
  expect(at(2, [{ count: 9 }])).toEqual([]);
  expect(at(5)).toEqual([]);
  expect(at(14)).toEqual(['odd resolved 14']);
  expect(at(15)).toEqual([]);
  expect(size()).toBe(0);
});

test('below the threshold it is forgotten when the window has passed', () => {
  const { at, size } = story();
  for (const time of [0, 3, 6, 9, 12, 15, 18]) expect(at(time, [{}])).toEqual([]);
  expect(at(40)).toEqual([]);
  expect(size()).toBe(0);
});

test('what goes on is told again when the silence is over, not before, and not when nothing more happened', () => {
  const { at } = story();
  expect(at(0, [{ count: 5 }])).toEqual(['odd new 5']);
  for (const time of [6, 12, 18, 24]) expect(at(time, [{}])).toEqual([]);
  expect(at(30, [{}])).toEqual(['odd again 10']);
  expect(at(36, [{}])).toEqual([]);
});

test('just below the threshold it is neither over nor told anew', () => {
  const { at } = story();
  expect(at(0, [{ count: 5 }])).toEqual(['odd new 5']);
  expect(at(8, [{}])).toEqual([]);
  expect(at(16, [{}])).toEqual([]);
  expect(at(17, [{ count: 6 }])).toEqual([]);
});

test('a condition is told when it has lasted, and over when it is', () => {
  const { at } = story();
  expect(at(4, [], [{ since: noon }])).toEqual([]);
  expect(at(5, [], [{ since: noon }])).toEqual(['long new 1']);
  expect(at(6, [], [{ since: noon }])).toEqual([]);
  // Another pod of the same service: the case goes on.
  expect(at(7, [], [{ since: noon + 7 * minute, subject: { ...subject, name: 'index-2' } }])).toEqual([]);
  expect(at(8)).toEqual(['long resolved 2']);
  expect(at(9)).toEqual([]);
});

test('what was to be told and was not is due until it is, also when it is over', () => {
  const { at, size } = story();
  expect(at(0, [{ count: 5 }], [], false)).toEqual(['odd new 5']);
  // Below the threshold by now.
  expect(at(8, [{}], [], false)).toEqual(['odd new 6']);
  expect(at(16, [], [], false)).toEqual(['odd new 6']);
  expect(at(30, [], [], false)).toEqual(['odd resolved 6']);
  expect(at(31)).toEqual(['odd resolved 6']);
  expect(at(32)).toEqual([]);
  expect(size()).toBe(0);
});

test('services and namespaces are cases of their own', () => {
  const other = { ...subject, namespace: 'shop-test' };
  expect(
    story().at(0, [{ count: 5 }, { count: 4, subject: other }, { count: 5, subject: { ...subject, app: 'cart' } }]),
  ).toEqual(['odd new 5', 'odd new 5']);
});

test('a case whose rule is gone is forgotten without a word', () => {
  const cases = new Map<string, Case>();
  const usual = { subject, reason: 'Odd', message: 'm', count: 9, from: noon, to: noon };
  countIn(cases, [usual], [rule], noon);
  expect(judge(cases, new Set(), defaultRules, noon)).toEqual({ news: [], open: 0, cases: new Map() });
});
