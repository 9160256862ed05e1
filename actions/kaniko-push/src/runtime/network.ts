import { isLoopback } from '@slipway/image';
import type { Inputs } from '../inputs.ts';

/** The image that container and pod run unless told otherwise: the member of the kaniko family that is maintained. */
export const defaultExecutorImage = 'ghcr.io/osscontainertools/kaniko:v1.28.3';

/**
 * A registry on a loopback address means the machine's own one, which only the machine's own network reaches: for
 * laptops and laboratories.
 */
export function needsMachineNetwork(inputs: Inputs): boolean {
  return [inputs.registry, ...inputs.registryMirrors.map((mirror) => mirror.split('/')[0] ?? '')].some(isLoopback);
}
