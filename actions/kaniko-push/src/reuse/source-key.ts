import { createHash } from 'node:crypto';
import { type Tag, toTag } from '@slipway/image';

/** Why it cannot be known what a build is made of; continues a sentence. */
export interface Unknown {
  readonly unknown: string;
}

/** Everything that decides what a build makes, as far as it can be known before. */
export interface Ingredients {
  /** Git's ids of the trees and files that the image is made of, by path in the repository. */
  readonly trees: ReadonlyMap<string, string>;
  /** Of the context in the repository, and of the Dockerfile in the context. */
  readonly context: string;
  readonly file: string;
  /** What stands in FROM and COPY --from, with the digest that the registry has for it now. */
  readonly images: ReadonlyMap<string, string>;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly target: string;
  readonly platform: string;
  readonly kanikoArgs: readonly string[];
}

/** Raised when the meaning of a key changes, so that older keys are not found any more. */
const version = 1;

/**
 * A tag that is the same for the same ingredients and another one for others: `source-` and 160 bits. Labels are no
 * ingredient: they name the commit, which is another one for each build.
 */
export function sourceTag(ingredients: Ingredients): Tag {
  const { trees, images, buildArgs, ...rest } = ingredients;
  const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  const facts = { version, ...rest, trees: sorted(trees), images: sorted(images), buildArgs: sorted(buildArgs) };
  return toTag(`source-${createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 40)}`);
}
