import { Failure } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import type { Sources } from '../pipeline/open-history.ts';
import { readEvent } from './event.ts';
import { type Person, parseAuthor } from './person.ts';
import { isUnread } from './recipients.ts';

export const groups = ['culprits', 'developers', 'requestor', 'previous'] as const;
export type Group = (typeof groups)[number];

export interface Gathered {
  /** Who committed what this run is about. */
  readonly developers: readonly Person[];
  /** Everybody who committed since the last success, the developers too. */
  readonly culprits: readonly Person[];
  readonly requestor: Person | undefined;
  /** Members of the wanted groups, the closest first. */
  readonly wanted: readonly Person[];
}

/** Commits of an account to look for an address in. */
const recent = 10;

/** The first address that somebody reads; empty for none. GitHub puts a stand-in where an account hides its own. */
const addressIn = (people: readonly Person[]) =>
  people.map(({ email }) => email).find((email) => email !== '' && !isUnread(email)) ?? '';

/** Finds the people of the wanted groups. What cannot be looked up is said in the log, and does not end the mail. */
export async function gatherPeople(
  wanted: readonly Group[],
  authors: readonly string[],
  { history, api }: Sources,
  { github, log }: Pick<Context, 'github' | 'log'>,
): Promise<Gathered> {
  const lookUp = async <T>(what: string, ask: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.warning(`${what} cannot be looked up: ${error.message}`);
      return otherwise;
    }
  };
  const event = await readEvent(github.eventPath);
  const given = authors.map((line) => parseAuthor(line) ?? { name: line, email: '', login: '', isBot: false });
  const { range } = event;
  const isAsked = wanted.includes('developers') || wanted.includes('culprits');
  const inPull =
    api !== undefined && range !== undefined && isAsked
      ? await lookUp('The commits of the pull request', () => api.github.commitsBetween(range.base, range.head), [])
      : [];
  const developers = [...given, ...event.authors, ...inPull];
  const since = wanted.includes('culprits')
    ? await lookUp('Who committed since the last success', history.culprits, [])
    : [];
  const culprits = [...developers, ...since];
  const before = wanted.includes('previous')
    ? await lookUp('Whom the run before was about', history.previousPeople, [])
    : [];

  const emailOf = async (login: string): Promise<string> => {
    const isAccount = (each: Person) => each.login.toLowerCase() === login.toLowerCase();
    const known = addressIn([...event.accounts, ...culprits, ...before].filter(isAccount));
    if (known !== '' || api === undefined) return known;
    const commits = await lookUp(`The commits of ${login}`, () => api.github.commitsOf(login, recent), []);
    return addressIn(commits) || lookUp(`The address of ${login}`, () => api.github.emailOf(login), '');
  };
  const login = api?.own.run.actor || github.actor;
  // A schedule was started by nobody; GitHub names who wrote the line.
  const isRequested = wanted.includes('requestor') && login !== '' && github.eventName !== 'schedule';
  const isBot = login.endsWith('[bot]');
  const requestor = isRequested ? { name: login, email: isBot ? '' : await emailOf(login), login, isBot } : undefined;
  const previous = await Promise.all(
    before.map(async (person) =>
      person.email === '' && !person.isBot ? { ...person, email: await emailOf(person.login) } : person,
    ),
  );
  const members: Readonly<Record<Group, readonly Person[]>> = {
    developers,
    culprits,
    requestor: requestor ? [requestor] : [],
    previous,
  };
  const order: readonly Group[] = ['developers', 'requestor', 'culprits', 'previous'];
  return {
    developers,
    culprits,
    requestor,
    wanted: order.filter((group) => wanted.includes(group)).flatMap((group) => members[group]),
  };
}
