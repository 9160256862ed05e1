import type { Digest, Tag } from '@slipway/image';
import type { Registry } from '@slipway/registry';
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

/** Pushes an image: first what is missing of its content, then the manifest under each tag, in the order given. */
export async function publish(
  image: ImageLayout,
  registry: Registry,
  repository: string,
  tags: readonly Tag[],
): Promise<Published> {
  const waiting = [...image.blobs];
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
