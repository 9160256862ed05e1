import type { Digest } from './digest.ts';
import type { Tag } from './tag.ts';

/** What to do when a tag is in the registry already. */
export type IfExists = 'skip' | 'overwrite' | 'fail';

export type Publication =
  /** Build, then publish under `push`. `keep` are tags that are taken and stay where they are. */
  | { readonly kind: 'build'; readonly push: readonly Tag[]; readonly keep: readonly Tag[] }
  /** The image is there: its manifest gets the tags in `add`, nothing is built. */
  | { readonly kind: 'reuse'; readonly tag: Tag; readonly digest: Digest; readonly add: readonly Tag[] }
  | { readonly kind: 'refuse'; readonly taken: readonly Tag[] };

/** Tags that are meant to move from image to image; all others mean one image for good. */
export function isMovingTag(tag: Tag): boolean {
  return tag === 'latest';
}

/**
 * Decides what to publish from the tags that are wanted and those that are there. The first tag that does not move
 * stands for the image: if it is there, the image is.
 */
export function planPublication(
  tags: readonly Tag[],
  existing: ReadonlyMap<Tag, Digest>,
  ifExists: IfExists,
): Publication {
  const taken = tags.filter((tag) => !isMovingTag(tag) && existing.has(tag));
  if (ifExists === 'overwrite' || taken.length === 0) return { kind: 'build', push: tags, keep: [] };
  if (ifExists === 'fail') return { kind: 'refuse', taken };
  const first = tags.find((tag) => !isMovingTag(tag));
  const digest = first === undefined ? undefined : existing.get(first);
  if (first === undefined || digest === undefined) {
    return { kind: 'build', push: tags.filter((tag) => !taken.includes(tag)), keep: taken };
  }
  const add = tags.filter((tag) => (isMovingTag(tag) ? existing.get(tag) !== digest : !existing.has(tag)));
  return { kind: 'reuse', tag: first, digest, add };
}
