import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { lstat, mkdir, open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, parseDigest } from '@slipway/image';
import type { Blob, Manifest } from '@slipway/registry';
import { KanikoFailure } from '../failure.ts';

/** An image that lies in a folder, ready to be pushed as it is. */
export interface ImageLayout {
  readonly folder: string;
  readonly digest: Digest;
  readonly manifest: Manifest;
  readonly blobs: readonly Blob[];
  open(digest: Digest): NodeJS.ReadableStream;
}

/** Bytes that are read at a time: with few large pieces an upload costs half the processor time. */
const pieces = 1_048_576;
/** Bytes; manifests are a few thousand. */
const largestManifest = 4_000_000;

/**
 * Makes empty files in the place of layers, each of the layer's size: kaniko (go-containerregistry's `writeBlob`) takes a file of
 * the right name and size for the layer, and neither fetches nor writes it. Nobody reads them; what is pushed is told by its digest.
 */
export async function holdPlaces(folder: string, layers: readonly Blob[]): Promise<void> {
  const blobs = join(folder, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  for (const { digest, size } of layers) {
    const file = join(blobs, hashOf(digest));
    await writeFile(file, '');
    await truncate(file, size);
  }
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly urls?: readonly string[];
}

/**
 * Reads the one image of an OCI layout. The folder was writable for RUN steps, so nothing in it is believed: no
 * symbolic link is followed (it could lead to a file of the machine, which would be published), manifest and digest
 * have to agree, and the registry checks the digests of the layers.
 * @throws {KanikoFailure} `bad-image`
 */
export async function readLayout(folder: string): Promise<ImageLayout> {
  const blobFolder = join(folder, 'blobs', 'sha256');
  for (const path of [folder, join(folder, 'blobs'), blobFolder]) {
    if (!(await lstat(path).catch(() => undefined))?.isDirectory()) throw bad(`${path} is no folder`);
  }
  const index = parse<{ manifests?: Descriptor[] }>(await readSmall(join(folder, 'index.json')));
  const [descriptor, ...others] = index.manifests ?? [];
  const digest = parseDigest(descriptor?.digest ?? '');
  if (descriptor === undefined || digest === undefined || others.length > 0) throw bad('it does not hold one image');
  const content = await readSmall(join(blobFolder, hashOf(digest)));
  if (`sha256:${createHash('sha256').update(content).digest('hex')}` !== digest)
    throw bad('the manifest has another digest');
  const { config, layers } = parse<{ config?: Descriptor; layers?: Descriptor[] }>(content);
  if (config === undefined || layers === undefined) throw bad('the manifest names no layers');
  const blobs = new Map<Digest, Blob>();
  // Layers with addresses of their own («foreign») are pulled from there and pushed nowhere.
  for (const part of [...layers.filter(({ urls }) => urls === undefined), config]) {
    const name = parseDigest(part.digest);
    if (name === undefined) throw bad(`"${part.digest}" is no digest`);
    const file = await lstat(join(blobFolder, hashOf(name))).catch(() => undefined);
    if (!file?.isFile() || file.size !== part.size) throw bad(`${name} is no file of ${part.size} bytes`);
    blobs.set(name, { digest: name, size: part.size });
  }
  return {
    folder,
    digest,
    manifest: { mediaType: descriptor.mediaType, content },
    blobs: [...blobs.values()],
    // The build has ended and with it everything that could put a link here since the look above.
    open: (name) => createReadStream(join(blobFolder, hashOf(name)), { highWaterMark: pieces }),
  };
}

async function readSmall(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (file === undefined) throw bad(`${path} cannot be read`);
  try {
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > largestManifest) throw bad(`${path} is no file of a manifest's size`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function parse<Shape>(content: Buffer): Shape {
  try {
    return JSON.parse(content.toString('utf8')) as Shape;
  } catch {
    throw bad('a manifest is not JSON');
  }
}

function hashOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

function bad(reason: string): KanikoFailure {
  return new KanikoFailure({ code: 'bad-image', headline: 'kaniko left no image that can be pushed', reason });
}
