/** Somebody who has to do with a run, before it is settled where to mail. */
export interface Person {
  readonly name: string;
  /** Empty when only the account is known. */
  readonly email: string;
  /** Account on GitHub; empty when it is not known. */
  readonly login: string;
  readonly isBot: boolean;
}

/** Reads `Name <address>` as git writes authors: the name is any text, the last brackets hold the address. Undefined without an address. */
export function parseAuthor(line: string): Person | undefined {
  const [, name = '', email = ''] = /^(.*)<([^<>]*)>\s*$/s.exec(line) ?? [];
  if (email.trim() === '') return undefined;
  return { name: name.trim(), email: email.trim(), login: '', isBot: false };
}

export function formatPerson({ name, email }: Person): string {
  return `${name.replace(/[<>]/g, '')} <${email}>`.trim();
}
