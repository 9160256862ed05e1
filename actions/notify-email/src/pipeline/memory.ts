import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile, withFileLock } from '@slipway/runner';
import type { PreviousState } from './state.ts';

/** What is kept of the last run of one kind, where no API can be asked. */
export interface Remembered {
  readonly state: PreviousState;
  /** The state that was mailed last, where this one's mail could not be sent; `none` when none was. Undefined for `state`. */
  readonly told?: PreviousState | 'none' | undefined;
  readonly runNumber: string;
  /** `Name <address>` of those who committed in it, and who started it. */
  readonly people: readonly string[];
  /** `Name <address>` of everybody who committed since the last success. */
  readonly culprits: readonly string[];
}

/** A JSON file that holds one entry for each key. */
export interface Memory {
  /**
   * Undefined when nothing is known.
   * @throws {SyntaxError} when the file is no memory; the error of the system when it cannot be read
   */
  recall(key: string): Promise<Remembered | undefined>;
  /**
   * Adds to what other jobs keep there, one after the other; a file that is no memory is begun anew.
   * @throws the error of the system when the file cannot be read or written, or another job does not let go of it
   */
  remember(key: string, entry: Remembered): Promise<void>;
}

/** Entries to keep: branches come and go, and nobody tells the file. */
const mostEntries = 500;

export function fileMemory(path: string): Memory {
  return {
    recall: async (key) => (await read(path))[key],
    async remember(key, entry) {
      await mkdir(dirname(path), { recursive: true });
      await withFileLock(path, async () => {
        const { [key]: _, ...others } = await read(path).catch((error: unknown) => {
          if (error instanceof SyntaxError) return {} as Entries;
          throw error;
        });
        const kept = Object.entries(others).slice(1 - mostEntries);
        await replaceFile(path, `${JSON.stringify(Object.fromEntries([...kept, [key, entry]]), null, 1)}\n`);
      });
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
  const { state, told, people, culprits } = (entry ?? {}) as Partial<Remembered>;
  const isState = (given: unknown) => given === 'success' || given === 'unstable' || given === 'failure';
  const isKnown = isState(state) && (told === undefined || told === 'none' || isState(told));
  return isKnown && Array.isArray(people) && Array.isArray(culprits);
}
