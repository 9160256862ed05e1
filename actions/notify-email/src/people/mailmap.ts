import type { Person } from './person.ts';

/** Maps people as they committed to people as they are called. */
export type Mailmap = (person: Person) => Person;

interface Entry {
  readonly properName: string;
  readonly properEmail: string;
  readonly commitName: string;
  readonly commitEmail: string;
}

const line = /^([^<>]*)<([^<>]*)>(?:([^<>]*)<([^<>]*)>)?/;

/**
 * Reads a `.mailmap` as git does (gitmailmap(5)): one or two addresses on a line, the committed one last, names before
 * each; a line that begins with `#` is a comment, and so is what follows the last address; names and addresses are compared
 * without case; a later line wins where it says something. Lines that are none
 * are passed over, as by git.
 */
export function parseMailmap(text: string): Mailmap {
  const byEmail = new Map<string, Entry>();
  const byBoth = new Map<string, Entry>();
  for (const raw of text.split(/\r?\n/)) {
    const found = raw.startsWith('#') ? null : line.exec(raw);
    if (found === null) continue;
    const [first = '', firstEmail = '', second, secondEmail] = found.slice(1).map((part) => part?.trim());
    const entry: Entry = {
      properName: first,
      properEmail: secondEmail === undefined ? '' : firstEmail,
      commitName: second ?? '',
      commitEmail: secondEmail ?? firstEmail,
    };
    const [map, at] =
      entry.commitName === ''
        ? [byEmail, entry.commitEmail.toLowerCase()]
        : [byBoth, key(entry.commitName, entry.commitEmail)];
    const known = map.get(at);
    const { properName = '', properEmail = '' } = known ?? {};
    map.set(at, {
      ...entry,
      properName: entry.properName || properName,
      properEmail: entry.properEmail || properEmail,
    });
  }
  return (person) => {
    const entry = byBoth.get(key(person.name, person.email)) ?? byEmail.get(person.email.toLowerCase());
    if (entry === undefined) return person;
    return { ...person, name: entry.properName || person.name, email: entry.properEmail || person.email };
  };
}

const key = (name: string, email: string) => `${name}\n${email}`.toLowerCase();
