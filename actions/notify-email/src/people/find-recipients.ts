import type { Context } from '@slipway/runner';
import type { Sources } from '../pipeline/open-history.ts';
import type { Address } from './address.ts';
import { emptyDirectory, parseDirectory } from './directory.ts';
import { type Group, gatherPeople } from './gather.ts';
import { parseMailmap } from './mailmap.ts';
import { formatPerson, type Person } from './person.ts';
import { chooseRecipients, type Recipients } from './recipients.ts';
import { readRepositoryFile } from './repository-file.ts';

interface Wanted {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly groups: readonly Group[];
  readonly authors: readonly string[];
  readonly people: string;
  readonly allowedDomains: readonly string[];
  readonly maxRecipients: number;
}

export interface Found {
  readonly recipients: Recipients;
  /** Names of those who committed now. */
  readonly committers: readonly string[];
}

/** Looks up the people of the wanted groups and where to mail them. */
export async function findRecipients(wanted: Wanted, sources: Sources, context: Context): Promise<Found> {
  const { developers, wanted: people } = await gatherPeople(wanted.groups, wanted.authors, sources, context);
  const { api } = sources;
  const mailmap = parseMailmap((await readRepositoryFile('.mailmap', api, context)) ?? '');
  const directory = wanted.people === '' ? emptyDirectory : await readDirectory(wanted.people, api, context);
  const recipients = chooseRecipients({ ...wanted, people, mailmap, directory, most: wanted.maxRecipients });
  for (const reason of recipients.leftOut) context.log.info(`Left out: ${reason}`);
  const names = developers.map((person) => mailmap(person)).map(({ name, email }) => name || email);
  return { recipients, committers: [...new Set(names)] };
}

async function readDirectory(path: string, api: Sources['api'], context: Context) {
  const text = await readRepositoryFile(path, api, context);
  if (text === undefined) {
    context.log.warning(`people: "${path}" is no file of the repository; the mail goes where commits say`);
    return emptyDirectory;
  }
  const { directory, problems } = parseDirectory(text);
  if (problems.length > 0)
    context.log.warning(`people: "${path}" has lines that do not count:\n${problems.join('\n')}`);
  return directory;
}

/** Lines for the memory: those without an address are of no use to a later run. */
export function linesOf(people: readonly Person[]): readonly string[] {
  return [...new Set(people.filter(({ email, isBot }) => email !== '' && !isBot).map(formatPerson))];
}
