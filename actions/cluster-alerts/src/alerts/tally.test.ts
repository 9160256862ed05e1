import { expect, test } from 'vitest';
import { addTo, sum, within } from './tally.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');
const minute = 60_000;
const window = 10 * minute;

test('what is in the window counts, what is older does not', () => {
  const tally = addTo([], { count: 3, from: noon - minute, to: noon - minute }, window, noon);
  expect(sum(tally)).toBe(3);
  expect(sum(within(tally, window, noon + 8 * minute))).toBe(3);
  expect(sum(within(tally, window, noon + 11 * minute))).toBe(0);
});

test('a count between two times is spread evenly: of an hour a window holds its share', () => {
  expect(sum(addTo([], { count: 60, from: noon - 60 * minute, to: noon }, window, noon))).toBe(10);
  expect(sum(addTo([], { count: 60, from: noon - 10 * minute, to: noon }, window, noon))).toBe(60);
});

test('a long life is one step of work, and its last time counts', () => {
  expect(sum(addTo([], { count: 500, from: noon - 365 * 86_400_000, to: noon }, window, noon))).toBe(1);
  expect(addTo([], { count: 500, from: 0, to: noon - 11 * minute }, window, noon)).toEqual([]);
});

test('nothing is lost by rounding', () => {
  for (let count = 1; count < 50; count += 1)
    expect(sum(addTo([], { count, from: noon - 7 * minute, to: noon }, window, noon))).toBe(count);
});

test('a tally never has more than eleven steps', () => {
  let tally: ReturnType<typeof addTo> = [];
  for (let second = 0; second < 3600; second += 1) {
    const now = noon + second * 1000;
    tally = addTo(tally, { count: 1, from: now, to: now }, window, now);
    expect(tally.length).toBeLessThanOrEqual(11);
  }
  expect(sum(tally)).toBeGreaterThanOrEqual(600);
});
