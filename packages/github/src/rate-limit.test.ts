import { expect, test } from 'vitest';
import { waitOf } from './rate-limit.ts';

const now = new Date('2026-07-11T09:30:00Z');
const soon = String(now.getTime() / 1000 + 20);

test.each<[string, number, Record<string, string>, number | undefined]>([
  ['the secondary limit says how long', 403, { 'retry-after': '30' }, 30_000],
  ['the primary limit says until when', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon }, 21_000],
  ['the primary limit as 429', 429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon }, 21_000],
  ['a reset that has passed by our clock', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' }, 1000],
  ['429 without a word', 429, {}, 60_000],
  ['a permission that is missing', 403, { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': soon }, undefined],
  ['a bad token', 401, {}, undefined],
])('%s', (_, status, headers, wait) => {
  expect(waitOf({ status, headers }, now)).toBe(wait);
});
