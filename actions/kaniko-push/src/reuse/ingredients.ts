import { type ImageReference, parseReference, toTag } from '@slipway/image';
import { openRegistry, type Registry, RegistryFailure } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import { usedImages } from '../source/dockerfile.ts';
import type { Source } from '../source/source.ts';
import { lookAtCommit } from './committed.ts';
import type { Ingredients } from './source-key.ts';

/** Why it cannot be known what a build is made of; continues a sentence. */
export interface Unknown {
  readonly unknown: string;
}

/** Milliseconds for a registry to say which image a tag means now. */
const patience = 5000;

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

/** The digest that a name stands for now, asked where kaniko would ask: mirrors first for Docker Hub. */
async function digestOf(name: string, inputs: Inputs, target: Registry, context: Context): Promise<string | undefined> {
  const image = parseReference(name);
  if (image === undefined) return undefined;
  if (image.digest !== undefined) return image.digest;
  for (const { registry, repository } of placesOf(image, inputs.registryMirrors)) {
    const client = registry === target.host ? target : openRegistry(optionsFor(registry, inputs, context));
    const head = await client.headManifest(repository, image.tag ?? toTag('latest')).catch((error: unknown) => {
      // Neither a registry that refuses nor one that takes its time is a reason not to build.
      if (error instanceof RegistryFailure || !context.signal.aborted) return undefined;
      throw error;
    });
    if (head !== undefined) return head.digest;
  }
  return undefined;
}

function placesOf(
  image: ImageReference,
  mirrors: readonly string[],
): Pick<ImageReference, 'registry' | 'repository'>[] {
  if (image.registry !== 'docker.io') return [image];
  const mirrored = mirrors.map((mirror) => {
    const [registry = '', ...folders] = mirror.split('/');
    return { registry, repository: [...folders, image.repository].join('/') };
  });
  return [...mirrored, { registry: 'registry-1.docker.io', repository: image.repository }];
}

function optionsFor(host: string, { skipTlsVerify }: Inputs, { signal }: Context) {
  return { host, skipTlsVerify, retries: 0, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) };
}
