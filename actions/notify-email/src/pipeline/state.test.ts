import { describe, expect, test } from 'vitest';
import { type Change, changeOf, type Previous, type State, stateOf, usualSubject } from './state.ts';
import { isWanted, needsPrevious, type Trigger, triggers } from './trigger.ts';

test.each([
  ['success', 'success'],
  ['neutral', 'success'],
  ['unstable', 'unstable'],
  ['failure', 'failure'],
  ['timed_out', 'failure'],
  ['startup_failure', 'failure'],
  ['skipped', 'failure'],
  ['cancelled', 'cancelled'],
])('what ended as %s is reported as %s', (conclusion, state) => {
  expect(stateOf(conclusion)).toBe(state);
});

// Every state after every other: what it is called, and who wants to know it. docs/notifications.md shows the same.
const table: readonly (readonly [State, Previous, Change, readonly Trigger[]])[] = [
  ['success', 'none', 'still-successful', ['always', 'success', 'changed']],
  ['success', 'success', 'still-successful', ['always', 'success']],
  ['success', 'unstable', 'fixed', ['always', 'success', 'fixed', 'changed']],
  ['success', 'failure', 'fixed', ['always', 'success', 'fixed', 'changed']],
  ['success', 'unknown', 'unknown', ['always', 'success']],
  ['unstable', 'none', 'first-unstable', ['always', 'unstable', 'unsuccessful', 'changed']],
  ['unstable', 'success', 'first-unstable', ['always', 'unstable', 'unsuccessful', 'regression', 'changed']],
  ['unstable', 'unstable', 'still-unstable', ['always', 'unstable', 'unsuccessful']],
  ['unstable', 'failure', 'first-unstable', ['always', 'unstable', 'unsuccessful', 'changed']],
  ['unstable', 'unknown', 'unknown', ['always', 'unstable', 'unsuccessful']],
  ['failure', 'none', 'first-failure', ['always', 'failure', 'unsuccessful', 'first-failure', 'changed']],
  [
    'failure',
    'success',
    'first-failure',
    ['always', 'failure', 'unsuccessful', 'first-failure', 'regression', 'changed'],
  ],
  ['failure', 'unstable', 'first-failure', ['always', 'failure', 'unsuccessful', 'first-failure', 'changed']],
  ['failure', 'failure', 'still-failing', ['always', 'failure', 'unsuccessful', 'still-failing']],
  ['failure', 'unknown', 'unknown', ['always', 'failure', 'unsuccessful']],
  ['cancelled', 'none', 'cancelled', ['always', 'cancelled', 'unsuccessful', 'changed']],
  ['cancelled', 'success', 'cancelled', ['always', 'cancelled', 'unsuccessful', 'regression', 'changed']],
  ['cancelled', 'unstable', 'cancelled', ['always', 'cancelled', 'unsuccessful', 'changed']],
  ['cancelled', 'failure', 'cancelled', ['always', 'cancelled', 'unsuccessful', 'changed']],
  ['cancelled', 'unknown', 'cancelled', ['always', 'cancelled', 'unsuccessful']],
];

describe.each(table)('%s after %s', (state, previous, change, mailed) => {
  test(`is ${change}`, () => {
    expect(changeOf(state, previous)).toBe(change);
  });

  test.each(triggers)('trigger %s', (trigger) => {
    expect(isWanted(state, previous, [trigger])).toBe(mailed.includes(trigger));
  });
});

test('several triggers mail when one of them does', () => {
  expect(isWanted('unstable', 'success', ['failure', 'unstable'])).toBe(true);
  expect(isWanted('success', 'success', ['failure', 'unstable'])).toBe(false);
});

test.each<[State, readonly Trigger[], boolean]>([
  ['success', ['failure', 'fixed'], true],
  ['failure', ['failure', 'fixed'], false],
  ['success', ['failure', 'unstable'], false],
  ['failure', ['changed'], true],
])('for %s and %j the run before decides: %s', (state, wanted, needed) => {
  expect(needsPrevious(state, wanted)).toBe(needed);
});

test.each<[State, Change, string]>([
  ['failure', 'first-failure', "FAILED: Job 'bss.index [42]'"],
  ['failure', 'still-failing', "FAILED: Job 'bss.index [42]'"],
  ['unstable', 'first-unstable', "UNSTABLE: Job 'bss.index [42]'"],
  ['success', 'fixed', "FIXED: Job 'bss.index [42]'"],
  ['success', 'still-successful', "SUCCESS: Job 'bss.index [42]'"],
  ['cancelled', 'cancelled', "CANCELLED: Job 'bss.index [42]'"],
])('the subject for %s, %s is the one that mail filters know', (state, change, subject) => {
  expect(usualSubject(state, change, 'bss.index', '42')).toBe(subject);
});

test('a subject without a number has no brackets', () => {
  expect(usualSubject('failure', 'unknown', 'bss.index', '')).toBe("FAILED: Job 'bss.index'");
});
