import { parseDigest } from '@slipway/image';
import { type Blob, type Registry, RegistryFailure } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import { type FoundImage, findImage } from '../source/base-image.ts';
import { baseOfTarget } from '../source/dockerfile.ts';
import type { Source } from '../source/source.ts';

interface Descriptor {
  readonly digest?: string;
  readonly size?: number;
  readonly urls?: readonly string[];
  readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
}

/**
 * Layers of the base image that the target repository has already, or takes over from the base's own repository: they need
 * not pass through this machine, neither down nor up. None where that cannot be found out.
 */
export async function layersInPlace(
  inputs: Inputs,
  source: Source,
  target: Registry,
  context: Context,
): Promise<readonly Blob[]> {
  const name = baseOfTarget(source.instructions, inputs.buildArgs, inputs.target);
  try {
    const base = name === undefined ? undefined : await findImage(name, inputs, target, context);
    if (base === undefined) return [];
    const layers = await layersOf(base, inputs.platform || ownPlatform());
    const inPlace = await Promise.all(layers.map((layer) => isInPlace(layer, base, inputs.repository, target)));
    return layers.filter((_, index) => inPlace[index]);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    context.log.debug(`The layers of the base image are fetched: ${error.headline}`);
    return [];
  }
}

async function layersOf({ registry, repository, digest }: FoundImage, platform: string): Promise<Blob[]> {
  const read = async (reference: FoundImage['digest']) => {
    const { content } = await registry.getManifest(repository, reference);
    return JSON.parse(content.toString('utf8')) as { layers?: Descriptor[]; manifests?: Descriptor[] };
  };
  let manifest = await read(digest);
  if (manifest.manifests !== undefined) {
    const [os, architecture, variant] = platform.split('/');
    const own = manifest.manifests.find(
      ({ platform: its }) =>
        its?.os === os && its?.architecture === architecture && (variant === undefined || its?.variant === variant),
    );
    const ownDigest = parseDigest(own?.digest ?? '');
    if (ownDigest === undefined) return [];
    manifest = await read(ownDigest);
  }
  return (manifest.layers ?? []).flatMap((layer) => {
    const name = parseDigest(layer.digest ?? '');
    return name === undefined || layer.size === undefined || layer.urls !== undefined
      ? []
      : [{ digest: name, size: layer.size }];
  });
}

async function isInPlace({ digest }: Blob, base: FoundImage, repository: string, target: Registry): Promise<boolean> {
  if (await target.hasBlob(repository, digest)) return true;
  return base.registry.host === target.host && (await target.mountBlob(repository, digest, base.repository));
}

/** As Go names it, which kaniko takes by default. */
function ownPlatform(): string {
  return `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
}
