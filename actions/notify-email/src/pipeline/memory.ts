import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PreviousState } from './state.ts';

/** What is kept of the last run of one kind, where no API can be asked. */
export interface Remembered {
  readonly state: PreviousState;
  readonly runNumber: string;
  /** `Name <address>` of those who committed in it, and who started it. */
  readonly people: readonly string[];
  /** `Name <address>` of everybody who committed since the last success. */
  readonly culprits: readonly string[];
}

/** A JSON file that holds one entry for each key. */
export interface Memory {
  /** Undefined when nothing is known; throws a SyntaxError when the file is no memory. */
  recall(key: string): Promise<Remembered | undefined>;
  remember(key: string, entry: Remembered): Promise<void>;
}

/** Entries to keep: branches come and go, and nobody tells the file. */
const mostEntries = 500;

export function fileMemory(path: string): Memory {
  return {
    recall: async (key) => (await read(path))[key],
    async remember(key, entry) {
      const { [key]: _, ...others } = await read(path).catch(() => ({}) as Entries);
      const kept = Object.entries(others).slice(1 - mostEntries);
      await mkdir(dirname(path), { recursive: true });
      // Whole or not at all: another job may read it now.
      const draft = `${path}.${process.pid}`;
      await writeFile(draft, `${JSON.stringify(Object.fromEntries([...kept, [key, entry]]), null, 1)}\n`);
      await rename(draft, path);
    },
  };
}

type Entries = Record<string, Remembered>;

async function read(path: string): Promise<Entries> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const given: unknown = JSON.parse(text);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new SyntaxError('not an object');
  const entries = Object.entries(given).filter(([, entry]) => isRemembered(entry));
  return Object.fromEntries(entries) as Entries;
}

function isRemembered(entry: unknown): entry is Remembered {
  const { state, people, culprits } = (entry ?? {}) as Partial<Remembered>;
  const known = state === 'success' || state === 'unstable' || state === 'failure';
  return known && Array.isArray(people) && Array.isArray(culprits);
}
