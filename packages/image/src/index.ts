export { type Digest, parseDigest } from './digest.ts';
export { type IfExists, isMovingTag, type Publication, planPublication } from './publication.ts';
export { formatReference, type ImageReference, parseReference } from './reference.ts';
export { isLoopback, isRegistryHost, isRepositoryName } from './repository.ts';
export { parseTag, type Tag, toTag } from './tag.ts';
