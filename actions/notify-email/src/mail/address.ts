/** One address; `name` may be empty. */
export interface Address {
  readonly name: string;
  readonly address: string;
}

// What mail servers take in practice: no spaces, quotes or control characters, one @, a domain of labels (or a literal
// host name for private networks). Line breaks cannot pass, so no header can be smuggled in.
const plain = /^[^\s"(),:;<>@[\\\]\p{Cc}]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/u;

/** Reads `address` or `Name <address>`; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const [, quoted = '', inBrackets] = /^([^<>]*?)\s*<([^<>]*)>$/.exec(text.trim()) ?? [];
  const address = (inBrackets ?? text).trim();
  if (!plain.test(address) || address.length > 254) return undefined;
  return { name: quoted.replace(/^"(.*)"$/, '$1').trim(), address };
}

export function formatAddress({ name, address }: Address): string {
  return name === '' ? address : `${name} <${address}>`;
}
