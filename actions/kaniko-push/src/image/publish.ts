import type { Digest, Tag } from '@slipway/image';
import type { Blob, Registry } from '@slipway/registry';
import type { ImageLayout } from './layout.ts';

/** Layers that are uploaded at the same time. */
const uploads = 4;

export interface Published {
  readonly digest: Digest;
  /** Layers and configuration that were not in the registry yet. */
  readonly uploaded: number;
  /** Bytes of them. */
  readonly bytes: number;
}

/**
 * Pushes an image: first what is missing of its content, then the manifest under each tag, in the order given.
 * @param inPlace content that the repository has, and that is not on this machine
 */
export async function publish(
  image: ImageLayout,
  registry: Registry,
  repository: string,
  tags: readonly Tag[],
  inPlace: readonly Blob[] = [],
): Promise<Published> {
  const there = new Set(inPlace.map(({ digest }) => digest));
  const waiting = image.blobs.filter(({ digest }) => !there.has(digest));
  let [uploaded, bytes] = [0, 0];
  const worker = async () => {
    for (let blob = waiting.shift(); blob !== undefined; blob = waiting.shift()) {
      const { digest } = blob;
      if (await registry.hasBlob(repository, digest)) continue;
      await registry.uploadBlob(repository, blob, () => image.open(digest));
      uploaded += 1;
      bytes += blob.size;
    }
  };
  await Promise.all(Array.from({ length: uploads }, worker));
  for (const tag of tags) await registry.putManifest(repository, tag, image.manifest);
  return { digest: image.digest, uploaded, bytes };
}
