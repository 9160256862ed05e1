import { isLoopback } from '@slipway/image';
import type { Inputs } from '../inputs.ts';
import { registriesOfImages, registryOfCache } from '../kaniko/registries.ts';
import { usedImages } from '../source/dockerfile.ts';
import type { Build } from './runtime.ts';

/** The image that container and pod run unless told otherwise: the member of the kaniko family that is maintained. */
export const defaultExecutorImage = 'ghcr.io/osscontainertools/kaniko:v1.28.3';

/** For the container that hands the image out of a pod: the first mirror of Docker Hub has it, or Docker Hub itself. */
export function helperImageFor({ helperImage, registryMirrors: [mirror] }: Inputs): string {
  return helperImage || `${mirror ?? 'docker.io'}/library/busybox:1`;
}

/**
 * Whether the build asks a registry on a loopback address. That is the machine's own one, which only the machine's own
 * network reaches: for laptops and laboratories.
 */
export function needsMachineNetwork({ inputs, source }: Build): boolean {
  const asked = registriesOfImages(inputs, usedImages(source.instructions, inputs.buildArgs));
  return [...asked, registryOfCache(inputs) ?? ''].some(isLoopback);
}
