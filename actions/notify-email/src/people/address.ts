import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';

/** One address; `name` may be empty. The domain is in ASCII (`xn--…`), which every mail server takes. */
export interface Address {
  readonly name: string;
  readonly address: string;
}

// What mail servers take in practice: no spaces, quotes or control characters, one @. Line breaks cannot pass, so no
// header can be smuggled in.
const local = /^[^\s"(),:;<>@[\\\]\p{Cc}]+$/u;
/** A domain of labels, or a host name for private networks. */
const domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const hostile = /[\p{Cc}\u2028\u2029]/u;
/** RFC 5321, 4.5.3.1.3, without the brackets. */
const longestAddress = 254;
const longestName = 100;

/** A bare address with its domain in ASCII; undefined for anything else. */
export function checkedAddress(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const host = at < 1 ? '' : asciiDomain(text.slice(at + 1));
  const user = text.slice(0, Math.max(at, 0));
  if (host === '' || !local.test(user)) return undefined;
  const address = `${user}@${host}`;
  return Buffer.byteLength(address) > longestAddress ? undefined : address;
}

/** Lower case and `xn--…` for names beyond ASCII; empty when it is no domain. */
export function asciiDomain(text: string): string {
  const ascii = /^[\x21-\x7e]*$/.test(text) ? text.toLowerCase() : domainToASCII(text);
  return domain.test(ascii) && ascii.length <= 253 ? ascii : '';
}

/** Reads `address` or `Name <address>`, the name quoted where it has a comma; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const { addresses, problems } = parseAddressList(text);
  return problems.length === 0 && addresses.length === 1 ? addresses[0] : undefined;
}

/**
 * Reads addresses as mail headers write them, separated by commas, semicolons or line breaks:
 * `"Doe, Jane" <jane@example.com>, ben@example.com`. `problems` holds the entries that are none.
 */
export function parseAddressList(text: string): { readonly addresses: Address[]; readonly problems: string[] } {
  const addresses: Address[] = [];
  const problems: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const entries = hostile.test(line) ? [undefined] : addressparser(line);
    for (const entry of entries) {
      // A group (`team: a@b;`) has no address of its own: what it names is not what was asked for.
      const address = entry?.address === undefined ? undefined : checkedAddress(entry.address);
      if (entry === undefined || address === undefined || swallows(line, entry.name))
        problems.push(problemOf(line, entry));
      else addresses.push({ name: shortName(entry.name), address });
    }
  }
  return { addresses, problems };
}

/** Whether the parser took for a name what may be meant as another address: `ada@example.com ben@example.com`. */
function swallows(line: string, name: string): boolean {
  return name !== '' && !line.includes('"') && (name.includes('@') || !line.includes('<'));
}

/** What to quote: the part of the line that the entry was read from, where it can be told from its neighbours. */
function problemOf(line: string, entry: { readonly name: string; readonly address?: string | undefined } | undefined) {
  const sought = entry?.address === undefined ? '' : entry.address || entry.name;
  const part = sought === '' ? undefined : line.split(/[,;]/).find((each) => each.includes(sought));
  return (part ?? line).trim();
}

/** A name for a header: one line, not endless, nothing that ends it. */
export function shortName(name: string): string {
  return [...name.replace(/[\p{Cc}\u2028\u2029<>"]+/gu, ' ').trim()].slice(0, longestName).join('').trim();
}

export function formatAddress({ name, address }: Address): string {
  return name === '' ? address : `${name} <${address}>`;
}
