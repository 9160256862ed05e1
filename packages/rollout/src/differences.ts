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

/** Shown of a value; a script in a ConfigMap is not. */
const longest = 120;

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
    return fieldsOf(previous.object, object.object).map((change) => `${name} ${change}`);
  });
  return [...lines, ...[...old.keys()].map((name) => `${name} is gone`)];
}

function fieldsOf(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys
      .filter((key) => !(/(labels|annotations)$/.test(path) && stamps.test(key)))
      .flatMap((key) => fieldsOf(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const [was, is] = [named(before), named(after)];
  if (was && is) {
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) =>
      fieldsOf(was.get(name), is.get(name), `${path}[${name}]`),
    );
  }
  if (hidden.test(path))
    return [`${path}: ${before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'}`];
  return [`${path}: ${shown(before)} → ${shown(after)}`];
}

/** A list whose items have names of their own, such as containers; their order means nothing here. */
function named(value: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const entries = value.map((item) => [isRecord(item) ? item.name : undefined, item] as const);
  if (!entries.every(([name]) => typeof name === 'string')) return undefined;
  return new Map(entries as [string, unknown][]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
