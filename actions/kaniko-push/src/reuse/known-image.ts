import type { Digest, Tag } from '@slipway/image';
import { type Registry, RegistryFailure } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import type { Source } from '../source/source.ts';
import { lookAtIngredients } from './ingredients.ts';
import { sourceTag } from './source-key.ts';

/** What the registry knows about the source that is to be built. */
export interface KnownImage {
  /** Under which an image of this source is found; undefined where the source cannot be told. */
  readonly tag: Tag | undefined;
  /** Of the image that was built from it; undefined where there is none. */
  readonly digest: Digest | undefined;
}

/** Looks for an image of the same source. */
export async function lookForKnownImage(
  inputs: Inputs,
  source: Source,
  registry: Registry,
  context: Context,
): Promise<KnownImage> {
  const ingredients = await lookAtIngredients(inputs, source, registry, context);
  if ('unknown' in ingredients) {
    context.log.info(`Whether it was built before cannot be told: ${ingredients.unknown}`);
    return { tag: undefined, digest: undefined };
  }
  const tag = sourceTag(ingredients);
  const head = await registry.headManifest(inputs.repository, tag);
  context.log.info(
    head ? `This source was built before: ${tag} is ${head.digest}` : `No image of this source (${tag})`,
  );
  return { tag, digest: head?.digest };
}

/** Lets later builds of the same source find the image. That they cannot is no reason to fail. */
export async function remember(
  { tag }: KnownImage,
  digest: Digest,
  { repository }: Inputs,
  registry: Registry,
  context: Context,
): Promise<void> {
  if (tag === undefined) return;
  try {
    await registry.addTag(repository, digest, tag);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    context.log.warning(`The next build of this source will not find the image: ${error.headline}`);
  }
}
