import { parseReference } from '@slipway/image';
import type { Inputs } from '../inputs.ts';
import type { UsedImage } from '../source/dockerfile.ts';

/** Hosts of the registries that kaniko may ask for base images. */
export function registriesOfImages(inputs: Inputs, images: readonly UsedImage[]): ReadonlySet<string> {
  const mirrors = inputs.registryMirrors.map((mirror) => mirror.split('/')[0] ?? '');
  const hosts = images.flatMap(({ image }) => {
    const registry = parseReference(image)?.registry;
    if (registry === undefined) return [];
    return registry === 'docker.io' ? [registry, ...mirrors] : [registry];
  });
  return new Set(hosts);
}

/** Host of the registry that keeps layers; undefined without a cache. */
export function registryOfCache(inputs: Inputs): string | undefined {
  return inputs.cache ? parseReference(inputs.cacheRepository)?.registry : undefined;
}
