import { type Address, parseAddress } from './address.ts';
import type { Person } from './person.ts';

/** What a people file says: where to mail somebody, `nowhere`, or nothing (undefined). */
export type Directory = (person: Person) => Address | 'nowhere' | undefined;

export const emptyDirectory: Directory = () => undefined;

/**
 * Reads a people file: `login, name or address = where to mail` on each line, nothing after `=` for somebody who gets no
 * mail, `#` for comments. Compared without case; login goes before address before name.
 */
export function parseDirectory(text: string): { readonly directory: Directory; readonly problems: readonly string[] } {
  const entries = new Map<string, Address | 'nowhere'>();
  const problems: string[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') return;
    const at = line.indexOf('=');
    const [who, where] = at < 1 ? ['', ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    const target = where === '' ? 'nowhere' : parseAddress(where);
    if (who === '' || target === undefined)
      problems.push(`line ${index + 1}: ${JSON.stringify(line)}; allowed: login, name or address = Name <address>`);
    else entries.set(who.toLowerCase(), target);
  });
  const directory: Directory = ({ login, email, name }) =>
    [login, email, name].map((key) => entries.get(key.toLowerCase())).find((entry) => entry !== undefined);
  return { directory, problems };
}
