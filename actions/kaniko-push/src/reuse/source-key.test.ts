import { expect, test } from 'vitest';
import { type Ingredients, sourceTag } from './source-key.ts';

const ingredients: Ingredients = {
  trees: new Map([['', 'a1']]),
  context: '.',
  file: 'Dockerfile',
  images: new Map([['busybox:1', 'sha256:b1']]),
  buildArgs: new Map([
    ['A', '1'],
    ['B', '2'],
  ]),
  target: '',
  platform: '',
  kanikoArgs: [],
};

test('the same ingredients make the same tag, in whatever order they are named', () => {
  const buildArgs = new Map([...ingredients.buildArgs].reverse());
  expect(sourceTag({ ...ingredients, buildArgs })).toBe(sourceTag(ingredients));
  expect(sourceTag(ingredients)).toMatch(/^source-[0-9a-f]{40}$/);
});

test.each<[string, Partial<Ingredients>]>([
  ['tree', { trees: new Map([['', 'a2']]) }],
  ['path', { trees: new Map([['service', 'a1']]) }],
  ['context', { context: 'service' }],
  ['Dockerfile', { file: 'Dockerfile.native' }],
  ['base image', { images: new Map([['busybox:1', 'sha256:b2']]) }],
  ['build argument', { buildArgs: new Map([['A', '1']]) }],
  ['build argument for another', { buildArgs: new Map([...ingredients.buildArgs, ['A', '2']]) }],
  ['target', { target: 'test' }],
  ['platform', { platform: 'linux/arm64' }],
  ['option of kaniko', { kanikoArgs: ['--reproducible'] }],
])('another %s makes another tag', (_, change) => {
  expect(sourceTag({ ...ingredients, ...change })).not.toBe(sourceTag(ingredients));
});
