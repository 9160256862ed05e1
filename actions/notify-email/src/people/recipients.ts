import { type Address, checkedAddress, shortName } from './address.ts';
import type { Directory } from './directory.ts';
import type { Mailmap } from './mailmap.ts';
import type { Person } from './person.ts';

export interface RecipientRules {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** Those who have to do with the run, the closest first. */
  readonly people: readonly Person[];
  readonly mailmap: Mailmap;
  readonly directory: Directory;
  /** In ASCII; empty allows every domain. */
  readonly allowedDomains: readonly string[];
  /** Most addresses that one mail goes to. */
  readonly most: number;
}

export interface Recipients {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  /** Who was left out, with the reason. */
  readonly leftOut: readonly string[];
  /** How many of them only because there were more than `most`. */
  readonly overflow: number;
}

/** Addresses that nobody reads: GitHub's and GitLab's stand-ins, bots. */
const unread = /@(.*\.)?noreply(\.|$)|^(.*[+._-])?(do[_-]?not|no)[_-]?reply([+._-].*)?@|\[bot\]|@localhost$/i;
export const isUnread = (address: string) => unread.test(address);
const botName = /\[bot\]$/i;

/** Who gets the mail: lists first, then people; nobody twice, however the address is written. */
export function chooseRecipients(rules: RecipientRules): Recipients {
  const seen = new Set<string>();
  const leftOut: string[] = [];
  let [taken, overflow] = [0, 0];
  const admit = (candidates: readonly Address[]) =>
    candidates.filter(({ address }) => {
      const key = address.toLowerCase();
      if (seen.has(key)) return false;
      seen.add(key);
      const reason = isUnread(address)
        ? 'nobody reads it'
        : !isAllowed(key.slice(key.lastIndexOf('@') + 1), rules.allowedDomains)
          ? 'its domain is not in allowed-domains'
          : taken >= rules.most
            ? `max-recipients is ${rules.most}`
            : undefined;
      if (reason === undefined) taken += 1;
      else leftOut.push(`${address} (${reason})`);
      if (reason?.startsWith('max-')) overflow += 1;
      return reason === undefined;
    });
  const lists = [rules.to, rules.cc, rules.bcc].map(admit);
  const people = rules.people.map((person) => addressOf(person, rules));
  for (const found of people) if ('reason' in found) leftOut.push(found.reason);
  const admitted = admit(people.filter((found) => 'address' in found));
  const [to = [], cc = [], bcc = []] = lists;
  return { to: [...to, ...admitted], cc, bcc, leftOut: [...new Set(leftOut)], overflow };
}

function addressOf(given: Person, { mailmap, directory }: RecipientRules): Address | { readonly reason: string } {
  const who = given.email || given.login || given.name;
  if (given.isBot || botName.test(given.name) || botName.test(given.login)) return { reason: `${who} (a bot)` };
  const person = mailmap(given);
  const known = directory(person) ?? directory(given);
  if (known === 'nowhere') return { reason: `${who} (the people file says so)` };
  if (known !== undefined) return known;
  if (person.email === '') return { reason: `${who} (no address is known; a people file can name one)` };
  const address = checkedAddress(person.email);
  if (address === undefined) return { reason: `${JSON.stringify(person.email)} (no address)` };
  return { name: shortName(person.name), address };
}

function isAllowed(domain: string, allowed: readonly string[]): boolean {
  return allowed.length === 0 || allowed.some((name) => domain === name || domain.endsWith(`.${name}`));
}
