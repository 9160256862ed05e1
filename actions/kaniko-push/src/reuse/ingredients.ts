import { parseReference } from '@slipway/image';
import type { Registry } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import { findImage } from '../source/base-image.ts';
import { usedImages } from '../source/dockerfile.ts';
import type { Source } from '../source/source.ts';
import { lookAtCommit } from './committed.ts';
import type { Ingredients, Unknown } from './source-key.ts';

/** Finds out what the build is made of, without building it. */
export async function lookAtIngredients(
  inputs: Inputs,
  source: Source,
  target: Registry,
  context: Context,
): Promise<Ingredients | Unknown> {
  const names = [...new Set(usedImages(source.instructions, inputs.buildArgs).map(({ image }) => image))];
  const [committed, digests] = await Promise.all([
    lookAtCommit(source.folder, inputs.sourcePaths, context),
    Promise.all(names.map((name) => digestOf(name, inputs, target, context))),
  ]);
  if ('unknown' in committed) return committed;
  const missing = names.find((_, index) => digests[index] === undefined);
  if (missing !== undefined) return { unknown: `no registry says which image "${missing}" is now` };
  const { buildArgs, platform, kanikoArgs } = inputs;
  return {
    ...committed,
    file: source.dockerfile,
    images: new Map(names.map((name, index) => [name, digests[index] ?? ''])),
    buildArgs,
    target: inputs.target,
    platform,
    kanikoArgs,
  };
}

async function digestOf(name: string, inputs: Inputs, target: Registry, context: Context): Promise<string | undefined> {
  return parseReference(name)?.digest ?? (await findImage(name, inputs, target, context))?.digest;
}
