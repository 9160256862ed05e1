import { parseReference } from '@slipway/image';
import type { Credentials } from '@slipway/registry';
import type { Inputs } from '../inputs.ts';
import type { UsedImage } from '../source/dockerfile.ts';

/**
 * Which logins the build itself needs. Everything in the build can be read by every RUN step, so the password goes in
 * only if kaniko has to pull from the registry it belongs to, or keeps layers there.
 */
export function buildLogins(
  inputs: Inputs,
  images: readonly UsedImage[],
  pushes: boolean,
): ReadonlyMap<string, Credentials> {
  const { username, password, registry } = inputs;
  if (username === '') return new Map();
  const asked = new Set(images.flatMap(({ image }) => registriesOf(image, inputs.registryMirrors)));
  if (inputs.cache) asked.add(parseReference(inputs.cacheRepository)?.registry ?? '');
  if (pushes) asked.add(registry);
  return asked.has(registry) ? new Map([[registry, { username, password }]]) : new Map();
}

function registriesOf(image: string, mirrors: readonly string[]): string[] {
  const registry = parseReference(image)?.registry;
  if (registry === undefined) return [];
  return registry === 'docker.io' ? mirrors.map((mirror) => mirror.split('/')[0] ?? '') : [registry];
}

/** A config.json as Docker writes it. */
export function loginFile(logins: ReadonlyMap<string, Credentials>): string {
  const auths = Array.from(logins, ([registry, { username, password }]) => [
    registry,
    { auth: Buffer.from(`${username}:${password}`).toString('base64') },
  ]);
  return JSON.stringify({ auths: Object.fromEntries(auths) });
}
