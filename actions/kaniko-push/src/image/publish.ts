import type { Digest, Tag } from '@slipway/image';
import { type Registry, RegistryFailure } from '@slipway/registry';
import type { ImageLayout } from './layout.ts';

/** Layers that are uploaded at the same time. */
const uploads = 4;

export interface Published {
  readonly digest: Digest;
  /** Layers and configuration that were not in the registry yet. */
  readonly uploaded: number;
  /** Bytes of them. */
  readonly bytes: number;
  /** Layers that the registry took over from the repository of a base image. */
  readonly mounted: number;
}

/**
 * Pushes an image: first what is missing of its content, then the manifest under each tag, in the order given.
 * @param bases repositories of the same registry whose layers the image may have in it
 */
export async function publish(
  image: ImageLayout,
  registry: Registry,
  repository: string,
  tags: readonly Tag[],
  bases: readonly string[] = [],
): Promise<Published> {
  const waiting = [...image.blobs];
  let [uploaded, bytes, mounted] = [0, 0, 0];
  const worker = async () => {
    for (let blob = waiting.shift(); blob !== undefined; blob = waiting.shift()) {
      const { digest } = blob;
      if (await registry.hasBlob(repository, digest)) continue;
      if (await isMounted(registry, repository, digest, bases)) {
        mounted += 1;
        continue;
      }
      await registry.uploadBlob(repository, blob, () => image.open(digest));
      uploaded += 1;
      bytes += blob.size;
    }
  };
  await Promise.all(Array.from({ length: uploads }, worker));
  for (const tag of tags) await registry.putManifest(repository, tag, image.manifest);
  return { digest: image.digest, uploaded, bytes, mounted };
}

async function isMounted(
  registry: Registry,
  repository: string,
  digest: Digest,
  bases: readonly string[],
): Promise<boolean> {
  for (const base of bases) {
    // Asked to mount, a registry answers with a place for the upload when it has no such layer there, and so may a refusal.
    const isTaken = await registry.mountBlob(repository, digest, base).catch((error: unknown) => {
      if (error instanceof RegistryFailure) return false;
      throw error;
    });
    if (isTaken) return true;
  }
  return false;
}
