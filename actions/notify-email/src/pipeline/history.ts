import type { GitHub } from '@slipway/github';
import { type Person, parseAuthor } from '../people/person.ts';
import { type End, type Forerunner, forerunners } from './forerunners.ts';
import type { Remembered } from './memory.ts';
import type { OwnRun } from './own-run.ts';
import type { Previous, PreviousState } from './state.ts';

/** What is known of the runs before this one. Asked step by step, for each answer may cost requests. */
export interface History {
  previous(): Promise<Previous>;
  /** The state that was mailed last, or that nobody wanted to know: another than {@link previous} where its mail could not be sent. */
  told(): Promise<Previous>;
  /** Who committed since the last success, as far as it is known; this push may be missing. */
  culprits(): Promise<readonly Person[]>;
  /** Who committed in the run before, and who started it. */
  previousPeople(): Promise<readonly Person[]>;
}

export const noHistory: History = {
  previous: async () => 'unknown',
  told: async () => 'unknown',
  culprits: async () => [],
  previousPeople: async () => [],
};

export function rememberedHistory(entry: Remembered | undefined): History {
  const people = (lines: readonly string[] = []) => lines.map(parseAuthor).filter((person) => person !== undefined);
  return {
    previous: async () => entry?.state ?? 'none',
    told: async () => entry?.told ?? entry?.state ?? 'none',
    culprits: async () => people(entry?.culprits),
    previousPeople: async () => people(entry?.people),
  };
}

/** History from GitHub's API. */
export function gitHubHistory(github: GitHub, own: OwnRun): History {
  const source = forerunners(github, own);
  const known: Forerunner[] = [];
  // A generator gives its return value once.
  let end: End | undefined;
  /** The forerunners up to the first that `wanted` accepts; undefined when there is none. */
  const lookUntil = async (
    wanted: (forerunner: Forerunner) => boolean | Promise<boolean>,
  ): Promise<Forerunner | undefined> => {
    for (const forerunner of known) if (await wanted(forerunner)) return forerunner;
    while (end === undefined) {
      const { value, done } = await source.next();
      if (done) {
        end = value;
        break;
      }
      known.push(value);
      if (await wanted(value)) return value;
    }
    return undefined;
  };
  const isTelling = ({ state }: Forerunner) => state !== 'cancelled';
  const stateOf = (found: Forerunner | undefined): Previous =>
    found === undefined ? (end === 'limit' ? 'unknown' : 'none') : (found.state as PreviousState);
  return {
    previous: async () => stateOf(await lookUntil(isTelling)),
    told: async () => stateOf(await lookUntil(async (each) => isTelling(each) && !(await each.isUntold()))),
    async culprits() {
      const success = await lookUntil(({ state }) => state === 'success');
      const base = success ?? known.at(-1);
      return base === undefined ? [] : github.commitsBetween(base.run.headSha, own.run.headSha);
    },
    async previousPeople() {
      const before = await lookUntil(isTelling);
      if (before === undefined) return [];
      const { headSha, actor } = before.run;
      const earlier = await lookUntil(({ run }) => run.headSha !== headSha && run.number < before.run.number);
      const commits = earlier
        ? await github.commitsBetween(earlier.run.headSha, headSha)
        : await github.lastCommits(headSha, 1);
      const starter = actor === '' ? [] : [{ name: actor, email: '', login: actor, isBot: actor.endsWith('[bot]') }];
      return [...commits, ...starter];
    },
  };
}
