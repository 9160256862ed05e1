import { type Digest, parseDigest } from './digest.ts';
import { isRegistryHost, isRepositoryName } from './repository.ts';
import { parseTag, type Tag } from './tag.ts';

/** Where an image is: `registry.example.com:5000/shop/bss.index:1.2@sha256:…`. */
export interface ImageReference {
  /** Host and optional port. */
  readonly registry: string;
  /** Without the registry: `shop/bss.index`. */
  readonly repository: string;
  readonly tag?: Tag;
  readonly digest?: Digest;
}

const dockerHub = 'docker.io';

/**
 * Reads a reference as Docker does: what has no registry is on docker.io, what has no folder there is in `library`.
 * The first part is a registry when it holds a dot or a colon or is `localhost`. A tag is not made up: without one
 * `tag` is missing. Undefined for what is no reference.
 */
export function parseReference(text: string): ImageReference | undefined {
  const [rest = '', digestText, ...more] = text.split('@');
  const digest = digestText === undefined ? undefined : parseDigest(digestText);
  if (more.length > 0 || (digestText !== undefined && digest === undefined)) return undefined;
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  const tag = hasTag ? parseTag(rest.slice(colon + 1)) : undefined;
  if (hasTag && tag === undefined) return undefined;
  const place = splitRegistry(hasTag ? rest.slice(0, colon) : rest);
  if (!isRegistryHost(place.registry) || !isRepositoryName(place.repository)) return undefined;
  return { ...place, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (first !== '' && (/[.:]/.test(first) || first === 'localhost')) {
    const registry = first === 'index.docker.io' ? dockerHub : first;
    const repository = name.slice(slash + 1);
    return {
      registry,
      repository: registry === dockerHub && !repository.includes('/') ? `library/${repository}` : repository,
    };
  }
  return { registry: dockerHub, repository: slash < 0 ? `library/${name}` : name };
}

/** The full form, which every tool reads the same way. */
export function formatReference(image: ImageReference): string {
  const tag = image.tag === undefined ? '' : `:${image.tag}`;
  const digest = image.digest === undefined ? '' : `@${image.digest}`;
  return `${image.registry}/${image.repository}${tag}${digest}`;
}
