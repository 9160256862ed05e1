declare const brand: unique symbol;

/** Names content by its hash, as every registry does: `sha256:` and 64 hexadecimal digits. */
export type Digest = string & { readonly [brand]: 'Digest' };

/** sha256 only: no registry in use answers with another algorithm, and what we cannot check we do not trust. */
export function parseDigest(text: string): Digest | undefined {
  return /^sha256:[0-9a-f]{64}$/.test(text) ? (text as Digest) : undefined;
}
