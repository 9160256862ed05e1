declare const brand: unique symbol;

/** A tag that every registry takes: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}` (OCI distribution specification, «Pulling manifests»). */
export type Tag = string & { readonly [brand]: 'Tag' };

const pattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

export function parseTag(text: string): Tag | undefined {
  return pattern.test(text) ? (text as Tag) : undefined;
}

/**
 * Makes a tag of any text: each character that a registry refuses becomes `_`, and what is longer than 128
 * characters is cut. The empty text gives `_`.
 */
export function toTag(text: string): Tag {
  const replaced = Array.from(text, (character) => (/[A-Za-z0-9_.-]/.test(character) ? character : '_')).join('');
  return (/^[A-Za-z0-9_]/.test(replaced) ? replaced : `_${replaced.slice(1)}`).slice(0, 128) as Tag;
}
