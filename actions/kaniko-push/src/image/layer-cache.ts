import { parseReference } from '@slipway/image';
import { openRegistry, RegistryFailure } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';

/**
 * Whether kaniko can keep layers in the cache's repository with what the build may know: the login given for the cache,
 * or none. kaniko would end the build over it, and a build is worth more than its cache.
 * @throws {RegistryFailure} when the login given for the cache is refused
 */
export async function mayKeepLayers(inputs: Inputs, ca: string, context: Context): Promise<boolean> {
  const { cacheUsername: username, cachePassword: password, insecure, skipTlsVerify } = inputs;
  const place = parseReference(inputs.cacheRepository);
  if (place === undefined) return false;
  const isTarget = place.registry === inputs.registry;
  const registry = openRegistry({
    host: place.registry,
    insecure: insecure && isTarget,
    skipTlsVerify,
    signal: context.signal,
    ...(username === '' ? {} : { credentials: { username, password } }),
    ...(ca === '' || !isTarget ? {} : { ca }),
  });
  try {
    await registry.checkPush(place.repository);
    return true;
  } catch (error) {
    if (!(error instanceof RegistryFailure) || username !== '') throw error;
    context.log.warning(
      `No layers are kept: ${error.headline}. Give "cache-username" and "cache-password" of a user for the cache alone; the steps of the Dockerfile can read them.`,
    );
    return false;
  }
}
