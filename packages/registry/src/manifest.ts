import type { Digest } from '@slipway/image';

/** The kinds of manifest that we ask for: one image, or an index of images for several platforms. */
export const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
] as const;

export interface ManifestHead {
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes of the manifest itself. */
  readonly size: number;
}

/** A manifest with its bytes as they are: a digest is the hash of exactly these. */
export interface Manifest {
  readonly mediaType: string;
  readonly content: Buffer;
}

/** Content that is there or is to be uploaded. */
export interface Blob {
  readonly digest: Digest;
  readonly size: number;
}
