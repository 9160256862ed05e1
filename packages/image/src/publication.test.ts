import { expect, test } from 'vitest';
import { type Digest, parseDigest } from './digest.ts';
import { type IfExists, planPublication } from './publication.ts';
import { type Tag, toTag } from './tag.ts';

const [one, two] = ['1', '2'].map((digit) => parseDigest(`sha256:${digit.repeat(64)}`) as Digest);
const [tag, other, latest] = ['3f1c2ab', 'v1', 'latest'].map(toTag) as [Tag, Tag, Tag];

const reuse = (add: readonly Tag[]) => ({ kind: 'reuse', tag, digest: one, add });
const build = (push: readonly Tag[], keep: readonly Tag[] = []) => ({ kind: 'build', push, keep });

test.each<[string, Tag[], [Tag, Digest | undefined][], IfExists, unknown]>([
  ['nothing is there', [tag, latest], [], 'skip', build([tag, latest])],
  ['only latest is there', [tag, latest], [[latest, two]], 'fail', build([tag, latest])],
  [
    'the tag is there, latest elsewhere',
    [tag, latest],
    [
      [tag, one],
      [latest, two],
    ],
    'skip',
    reuse([latest]),
  ],
  [
    'everything is there',
    [tag, latest],
    [
      [tag, one],
      [latest, one],
    ],
    'skip',
    reuse([]),
  ],
  ['the first tag is there, the second is not', [tag, other], [[tag, one]], 'skip', reuse([other])],
  [
    'the second tag names another image',
    [tag, other],
    [
      [tag, one],
      [other, two],
    ],
    'skip',
    reuse([]),
  ],
  ['only the second tag is there', [tag, other, latest], [[other, two]], 'skip', build([tag, latest], [other])],
  ['it may be overwritten', [tag, latest], [[tag, one]], 'overwrite', build([tag, latest])],
  ['it must not be there', [tag, latest], [[tag, one]], 'fail', { kind: 'refuse', taken: [tag] }],
  ['latest alone always moves', [latest], [[latest, one]], 'skip', build([latest])],
])('%s', (_, tags, existing, ifExists, plan) => {
  const there = new Map(existing.flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest] as const])));
  expect(planPublication(tags, there, ifExists)).toEqual(plan);
});
