import type { Digest } from '@slipway/image';
import { planPublication, toTag } from '@slipway/image';
import { expect, test } from 'vitest';
import { type Plan, planReuse } from './plan.ts';

const [one, two] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}` as Digest);
const [revision, latest, source] = ['3f1c2ab', 'latest', 'source-1'].map(toTag);

/** What is done about tags revision and latest of which some are there, with an image of the same source or without. */
function plan(action: 'build' | 'find', there: Record<string, Digest | undefined>, digest: Digest | undefined) {
  const existing = new Map(
    Object.entries(there).flatMap(([tag, name]) => (name === undefined ? [] : [[toTag(tag), name] as const])),
  );
  const tags = [revision, latest].filter((tag) => tag !== undefined);
  const publication = planPublication(tags, existing, 'skip') as Plan;
  return planReuse(action, publication, existing, { tag: source, digest });
}

test.each(['build', 'find'] as const)('%s gives an image of the same source the tags that it lacks', (action) => {
  const why = 'the same source was built before';
  expect(plan(action, {}, one)).toEqual({ digest: one, add: [revision, latest], keep: [], why });
  expect(plan(action, { latest: one }, one)).toEqual({ digest: one, add: [revision], keep: [], why });
  expect(plan(action, { latest: two }, one)).toEqual({ digest: one, add: [revision, latest], keep: [], why });
  expect(plan(action, {}, undefined)).toBeUndefined();
});

test('a tag that is there is enough to build nothing', () => {
  const why = '3f1c2ab is in the registry already';
  expect(plan('build', { '3f1c2ab': one }, undefined)).toEqual({ digest: one, add: [latest], keep: [], why });
});

test('a tag that is there is not enough to test nothing', () => {
  expect(plan('find', { '3f1c2ab': one }, undefined)).toBeUndefined();
  expect(plan('find', { '3f1c2ab': one }, two)).toBeUndefined();
  expect(plan('find', { '3f1c2ab': one }, one)).toMatchObject({ digest: one, add: [latest] });
});
