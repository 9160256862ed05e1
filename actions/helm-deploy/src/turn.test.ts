import type { Lease } from '@slipway/cluster';
import { expect, test } from 'vitest';
import { claim } from './turn.ts';

const lease = (holder: string): Lease => ({ version: '1', holder, duration: 30 });

test.each([
  ['nobody ever had it', undefined, 0, 'take'],
  ['it was given back', lease(''), 0, 'take'],
  ['it was just seen for the first time', lease('a run'), 0, 'wait'],
  ['its holder renews it', lease('a run'), 10_000, 'wait'],
  ['it was not renewed for too long', lease('a run'), 30_001, 'take over'],
] as const)('%s', (_, seen, unchanged, expected) => {
  expect(claim(seen, unchanged)).toBe(expected);
});
