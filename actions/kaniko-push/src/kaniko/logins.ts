import type { Credentials } from '@slipway/registry';
import type { Inputs } from '../inputs.ts';
import { dockerHub } from '../login/docker-config.ts';
import type { UsedImage } from '../source/dockerfile.ts';
import { registriesOfImages, registryOfCache } from './registries.ts';

/** A login that the build itself needs. Every RUN step can read it. */
export interface BuildLogin extends Credentials {
  /** Continues «The steps of the Dockerfile can read the login of …:». */
  readonly why: string;
}

/**
 * The logins that go into the build, by registry: those given for pulling and for the layer cache, and only where the
 * build asks their registry for anything. The login for the push is never among them. One registry has one login; that
 * of the cache opens base images too.
 */
export function buildLogins(inputs: Inputs, images: readonly UsedImage[]): ReadonlyMap<string, BuildLogin> {
  const logins = new Map<string, BuildLogin>();
  const { pullRegistry, pullUsername, pullPassword, cacheUsername, cachePassword } = inputs;
  if (pullUsername !== '' && registriesOfImages(inputs, images).has(pullRegistry))
    logins.set(pullRegistry, { username: pullUsername, password: pullPassword, why: 'kaniko pulls from there' });
  const cacheRegistry = registryOfCache(inputs);
  if (cacheRegistry !== undefined && cacheUsername !== '') {
    const why = 'kaniko keeps layers there ("cache")';
    logins.set(cacheRegistry, { username: cacheUsername, password: cachePassword, why });
  }
  return logins;
}

/** A config.json as Docker writes it. */
export function loginFile(logins: ReadonlyMap<string, Credentials>): string {
  const auths = Array.from(logins, ([registry, { username, password, identityToken }]) => [
    registry === 'docker.io' ? dockerHub : registry,
    {
      auth: Buffer.from(`${username}:${password}`).toString('base64'),
      ...(identityToken === undefined ? {} : { identitytoken: identityToken }),
    },
  ]);
  return JSON.stringify({ auths: Object.fromEntries(auths) });
}
