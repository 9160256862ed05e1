import { changedFields } from './changed-fields.ts';

/** An object of a release as it was applied. */
export interface ReleaseObject {
  readonly kind: string;
  readonly name: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** Labels and annotations that say which deployment it was, and so differ in every one. */
const stamps =
  /^(slipway\.dev\/(revision|run-url|image-digest)|app\.kubernetes\.io\/version|helm\.sh\/chart|checksum\/.*|rollme|.*timestamp.*)$/i;

/** Fields that may hold a secret: that they changed is said, not to what. */
const hidden = /(^|\.)(data|stringData|binaryData|env\[[^\]]*\]|args|command)(\.|\[|$)/;

/**
 * What is different between two revisions of a release, a line each: what was added and removed, and which fields changed, with
 * their values where those cannot be secrets. Stamps of the deployment do not count.
 */
export function differences(before: readonly ReleaseObject[], after: readonly ReleaseObject[]): string[] {
  const nameOf = ({ kind, name }: ReleaseObject) => `${kind}/${name}`;
  const old = new Map(before.map((object) => [nameOf(object), object]));
  const lines = after.flatMap((object) => {
    const name = nameOf(object);
    const previous = old.get(name);
    old.delete(name);
    if (previous === undefined) return [`${name} is new`];
    return changedFields(previous.object, object.object, rules).map((change) => `${name} ${change}`);
  });
  return [...lines, ...[...old.keys()].map((name) => `${name} is gone`)];
}

const rules = {
  isIgnored: (path: string, key: string) => /(labels|annotations)$/.test(path) && stamps.test(key),
  isHidden: (path: string) => hidden.test(path),
};
