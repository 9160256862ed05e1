import type { Digest, Publication, Tag } from '@slipway/image';
import type { KnownImage } from './known-image.ts';

export type Plan = Exclude<Publication, { kind: 'refuse' }>;

/** An image that is taken as it is. */
export interface Reuse {
  readonly digest: Digest;
  /** Tags that it lacks. */
  readonly add: readonly Tag[];
  /** Tags that name another image and stay where they are. */
  readonly keep: readonly Tag[];
  /** Continues «Nothing to build: …». */
  readonly why: string;
}

/**
 * Which image is taken instead of building one, if any. For `find` a tag that is there is not enough: it may name a build whose
 * tests failed, while an image is only remembered by its source when all was well.
 */
export function planReuse(
  action: 'build' | 'find',
  plan: Plan,
  existing: ReadonlyMap<Tag, Digest>,
  known: KnownImage,
): Reuse | undefined {
  if (action === 'build' && plan.kind === 'reuse') {
    return { digest: plan.digest, add: plan.add, keep: [], why: `${plan.tag} is in the registry already` };
  }
  const { digest } = known;
  if (digest === undefined) return undefined;
  const why = 'the same source was built before';
  const lacking = (tags: readonly Tag[]) => tags.filter((tag) => existing.get(tag) !== digest);
  if (plan.kind === 'build') return { digest, add: lacking(plan.push), keep: plan.keep, why };
  // Somebody built the same commit again, with another outcome: only a build can settle which of both is meant.
  if (plan.digest !== digest) return undefined;
  return { digest, add: plan.add, keep: [], why };
}
