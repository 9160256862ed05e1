/** Shown of a value; a script in a ConfigMap is not. */
const longest = 120;

export interface Rules {
  /** Whether a field means nothing: `key` of what is at `path`. */
  isIgnored(path: string, key: string): boolean;
  /** Whether it may hold a secret: that it changed is said, not to what. */
  isHidden(path: string, before: unknown, after: unknown): boolean;
}

/** Which fields differ, a line each: `spec.replicas: 1 → 2`. Items of lists that have names go by these. */
export function changedFields(before: unknown, after: unknown, rules: Rules, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys
      .filter((key) => !rules.isIgnored(path, key))
      .flatMap((key) => changedFields(before[key], after[key], rules, path === '' ? key : `${path}.${key}`));
  }
  const [was, is] = [named(before), named(after)];
  if (was && is) {
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) =>
      changedFields(was.get(name), is.get(name), rules, `${path}[${name}]`),
    );
  }
  if (rules.isHidden(path, before, after))
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

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
