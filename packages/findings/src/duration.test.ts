import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
  ['0', 0],
])('reads %s as %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '10', '-5s', '1.5h', '10 m', 'm', '5d', '99999999999999999h'])('refuses %j', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  [340, '340 ms'],
  [4210, '4.2 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min 0 s'],
  [65_000, '1 min 5 s'],
  [7_380_000, '2 h 3 min'],
])('writes %d milliseconds as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
