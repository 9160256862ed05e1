import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Digest, parseDigest } from '@slipway/image';
import { KanikoFailure } from '../failure.ts';
import type { ImageLayout } from './layout.ts';

/**
 * The image with another `created` in its configuration. kaniko writes the time of the build there, and has no option for
 * another one; layers stay as they are.
 * @param created as RFC 3339 has it
 */
export async function dateImage(image: ImageLayout, created: string): Promise<ImageLayout> {
  const manifest = JSON.parse(image.manifest.content.toString('utf8')) as { config: { digest: string; size: number } };
  const former = parseDigest(manifest.config.digest);
  const blob = image.blobs.find(({ digest }) => digest === former);
  if (former === undefined || blob === undefined || blob.size > largestConfig) throw bad('it has no configuration');
  const read = await buffer(image.open(former));
  // Nobody but us looks at the digest of a file that is not pushed.
  if (digestOf(read) !== former) throw bad('the configuration has another digest');
  const config = Buffer.from(JSON.stringify({ ...(JSON.parse(read.toString('utf8')) as object), created }));
  const own = { digest: digestOf(config), size: config.length };
  const content = Buffer.from(JSON.stringify({ ...manifest, config: { ...manifest.config, ...own } }));
  return {
    folder: image.folder,
    digest: digestOf(content),
    manifest: { ...image.manifest, content },
    blobs: [...image.blobs.filter(({ digest }) => digest !== former), own],
    open: (digest) => (digest === own.digest ? Readable.from([config]) : image.open(digest)),
  };
}

/** Bytes; configurations are a few thousand. */
const largestConfig = 4_000_000;

function digestOf(content: Buffer): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}` as Digest;
}

function bad(reason: string): KanikoFailure {
  return new KanikoFailure({ code: 'bad-image', headline: 'kaniko left no image that can be pushed', reason });
}
