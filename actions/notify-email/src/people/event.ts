import { readFile } from 'node:fs/promises';
import type { Person } from './person.ts';

/** What the event that started the run tells about people. */
export interface EventPeople {
  /** Authors of the commits that a push brought. */
  readonly authors: readonly Person[];
  /** Accounts with an address that GitHub gives: who pushed, authors and committers of what was pushed. */
  readonly accounts: readonly Person[];
  /** Ends of a pull request. */
  readonly range: { readonly base: string; readonly head: string } | undefined;
}

interface Signature {
  readonly name?: unknown;
  readonly email?: unknown;
  readonly username?: unknown;
}

interface PushedCommit {
  readonly author?: Signature;
  readonly committer?: Signature;
}

interface Payload {
  readonly pusher?: { name?: unknown; email?: unknown };
  readonly commits?: readonly PushedCommit[];
  /** The only commit in the event of a tag. */
  readonly head_commit?: PushedCommit | null;
  readonly pull_request?: { base?: { sha?: unknown }; head?: { sha?: unknown } };
}

const none: EventPeople = { authors: [], accounts: [], range: undefined };

/** Reads the payload of the event; what is not there or unreadable is nobody. */
export async function readEvent(path: string): Promise<EventPeople> {
  if (path === '') return none;
  try {
    return peopleOf(JSON.parse(await readFile(path, 'utf8')) as Payload | null);
  } catch {
    return none;
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function personOf(signature: Signature | undefined): Person {
  const login = text(signature?.username);
  return { name: text(signature?.name), email: text(signature?.email), login, isBot: login.endsWith('[bot]') };
}

function peopleOf(payload: Payload | null): EventPeople {
  const { pusher, commits, head_commit: head, pull_request: pull } = payload ?? {};
  const pushed = Array.isArray(commits) ? (commits as readonly PushedCommit[]) : [];
  const signatures = [...pushed, head].flatMap((commit) => [commit?.author, commit?.committer]);
  const people = [{ ...pusher, username: pusher?.name }, ...signatures].map(personOf);
  const [base, tip] = [text(pull?.base?.sha), text(pull?.head?.sha)];
  return {
    authors: pushed.map(({ author }) => personOf(author)).filter(({ email }) => email !== ''),
    accounts: people.filter(({ login, email }) => login !== '' && email !== ''),
    range: base === '' || tip === '' ? undefined : { base, head: tip },
  };
}
