import { readFile } from 'node:fs/promises';
import type { Person } from './person.ts';

/** What the event that started the run tells about people. */
export interface EventPeople {
  /** Authors of the commits that a push brought. */
  readonly authors: readonly Person[];
  /** Who pushed, with the address that GitHub gives; undefined for other events. */
  readonly pusher: Person | undefined;
  /** Ends of a pull request. */
  readonly range: { readonly base: string; readonly head: string } | undefined;
}

interface Payload {
  readonly pusher?: { name?: unknown; email?: unknown };
  readonly commits?: readonly { author?: { name?: unknown; email?: unknown; username?: unknown } }[];
  readonly pull_request?: { base?: { sha?: unknown }; head?: { sha?: unknown } };
}

const none: EventPeople = { authors: [], pusher: undefined, range: undefined };

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

function peopleOf(payload: Payload | null): EventPeople {
  const commits = Array.isArray(payload?.commits) ? (payload?.commits as Payload['commits']) : [];
  const authors = (commits ?? []).map(({ author }) => {
    const login = text(author?.username);
    return { name: text(author?.name), email: text(author?.email), login, isBot: login.endsWith('[bot]') };
  });
  const { pusher, pull_request: pull } = payload ?? {};
  const login = text(pusher?.name);
  const [base, head] = [text(pull?.base?.sha), text(pull?.head?.sha)];
  return {
    authors: authors.filter(({ email }) => email !== ''),
    pusher:
      login === '' ? undefined : { name: login, email: text(pusher?.email), login, isBot: login.endsWith('[bot]') },
    range: base === '' || head === '' ? undefined : { base, head },
  };
}
