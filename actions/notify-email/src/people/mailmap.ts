import type { Person } from './person.ts';

/** Maps people as they committed to people as they are called. */
export type Mailmap = (person: Person) => Person;

interface Entry {
  readonly properName: string;
  readonly properEmail: string;
  readonly commitName: string;
  readonly commitEmail: string;
}

const line = /^([^<>]*)<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?\s*$/;

/**
 * Reads a `.mailmap` as git does (gitmailmap(5)): one or two addresses on a line, the committed one last, names before
 * each; `#` begins a comment; names and addresses are compared without case; the later line wins. Lines that are none
 * are passed over, as by git.
 */
export function parseMailmap(text: string): Mailmap {
  const byEmail = new Map<string, Entry>();
  const byBoth = new Map<string, Entry>();
  for (const raw of text.split(/\r?\n/)) {
    const found = line.exec(raw.replace(/#.*$/, ''));
    if (found === null) continue;
    const [first = '', firstEmail = '', second, secondEmail] = found.slice(1).map((part) => part?.trim());
    const entry: Entry = {
      properName: first,
      properEmail: secondEmail === undefined ? '' : firstEmail,
      commitName: second ?? '',
      commitEmail: secondEmail ?? firstEmail,
    };
    if (entry.commitName === '') byEmail.set(entry.commitEmail.toLowerCase(), entry);
    else byBoth.set(key(entry.commitName, entry.commitEmail), entry);
  }
  return (person) => {
    const entry = byBoth.get(key(person.name, person.email)) ?? byEmail.get(person.email.toLowerCase());
    if (entry === undefined) return person;
    return { ...person, name: entry.properName || person.name, email: entry.properEmail || person.email };
  };
}

const key = (name: string, email: string) => `${name}\n${email}`.toLowerCase();
