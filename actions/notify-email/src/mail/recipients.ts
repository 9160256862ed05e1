import { type Address, parseAddress } from './address.ts';

export interface RecipientRules {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** Lines as git writes authors; what is no address is left out. */
  readonly authors: readonly string[];
  /** Lower case; empty allows every domain. */
  readonly allowedDomains: readonly string[];
}

export interface Recipients {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** Who was left out, with the reason. */
  readonly leftOut: readonly string[];
}

/** Addresses that nobody reads: GitHub's and GitLab's stand-ins, bots. */
const unread = /@(.*\.)?noreply\.|^(.*[+._-])?(do[_-]?not|no)[_-]?reply([+._-].*)?@|\[bot\]|@localhost$/i;

/** Who gets the mail: lists first, then committers; nobody twice, however the address is written. */
export function chooseRecipients(rules: RecipientRules): Recipients {
  const seen = new Set<string>();
  const leftOut: string[] = [];
  const admit = (candidates: readonly Address[]) =>
    candidates.filter(({ address }) => {
      const key = address.toLowerCase();
      const domain = key.slice(key.lastIndexOf('@') + 1);
      if (seen.has(key)) return false;
      seen.add(key);
      if (unread.test(address)) leftOut.push(`${address} (nobody reads it)`);
      else if (!isAllowed(domain, rules.allowedDomains))
        leftOut.push(`${address} (its domain is not in allowed-domains)`);
      else return true;
      return false;
    });
  const authors = rules.authors.map((line) => ({ line, address: parseAddress(line) }));
  for (const { line, address } of authors)
    if (address === undefined) leftOut.push(`${JSON.stringify(line)} (no address)`);
  const developers = authors.map(({ address }) => address).filter((address) => address !== undefined);
  return { to: admit([...rules.to, ...developers]), cc: admit(rules.cc), bcc: admit(rules.bcc), leftOut };
}

function isAllowed(domain: string, allowed: readonly string[]): boolean {
  return allowed.length === 0 || allowed.some((name) => domain === name || domain.endsWith(`.${name}`));
}
