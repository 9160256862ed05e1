import { type Digest, type ImageReference, parseReference, toTag } from '@slipway/image';
import { openRegistry, type Registry, RegistryFailure } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';

/** Milliseconds for a registry to say which image a name means now. */
const patience = 5000;
/** Where the images of docker.io are. */
const hubHost = 'registry-1.docker.io';

/** An image that a Dockerfile names, where it is and what it is now. */
export interface FoundImage {
  readonly registry: Registry;
  readonly repository: string;
  readonly digest: Digest;
}

/** Looks where kaniko would look: mirrors first for Docker Hub. Undefined where nobody has the image, or says so. */
export async function findImage(
  name: string,
  inputs: Inputs,
  target: Registry,
  context: Context,
): Promise<FoundImage | undefined> {
  const image = parseReference(name);
  if (image === undefined) return undefined;
  for (const { registry: host, repository } of placesOf(image, inputs.registryMirrors)) {
    const registry = host === target.host ? target : openRegistry(optionsFor(host, inputs, context));
    const reference = image.digest ?? image.tag ?? toTag('latest');
    const head = await registry.headManifest(repository, reference).catch((error: unknown) => {
      // Neither a registry that refuses nor one that takes its time is a reason not to build.
      if (error instanceof RegistryFailure || !context.signal.aborted) return undefined;
      throw error;
    });
    if (head !== undefined) return { registry, repository, digest: head.digest };
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
  return [...mirrored, { registry: hubHost, repository: image.repository }];
}

function optionsFor(host: string, inputs: Inputs, { signal }: Context) {
  const { skipTlsVerify, pullRegistry, pullUsername: username, pullPassword: password } = inputs;
  const isPulled = username !== '' && (host === pullRegistry || (host === hubHost && pullRegistry === 'docker.io'));
  return {
    host,
    skipTlsVerify,
    retries: 0,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    ...(isPulled ? { credentials: { username, password } } : {}),
  };
}
