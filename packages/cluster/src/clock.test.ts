import { expect, test } from 'vitest';
import { clusterClock } from './clock.ts';

const noon = Date.parse('2026-07-11T12:00:00Z');

test.each([0, 600_000, -600_000])("the time is the API server's on a runner that is off by %d ms", async (skew) => {
  let passed = 0;
  const now = await clusterClock({ time: async () => new Date(noon) }, { now: () => new Date(noon + skew + passed) });
  expect(now()).toBe(noon);
  passed = 5000;
  expect(now()).toBe(noon + 5000);
});

test("where the API server does not tell, the runner's clock has to do", async () => {
  const now = await clusterClock({ time: async () => undefined }, { now: () => new Date(noon) });
  expect(now()).toBe(noon);
});
