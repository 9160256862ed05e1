import { Failure } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { furthest, unstableTitle } from './forerunners.ts';
import { noHistory } from './history.ts';
import { openSources, type Sources } from './open-history.ts';
import { type Change, changeOf, type Previous, type State } from './state.ts';
import { isWanted, needsPrevious, type Trigger } from './trigger.ts';
import { findTroubles, type Trouble } from './troubles.ts';

export interface Judgement {
  readonly state: State;
  readonly previous: Previous;
  /** The state that was mailed last; another than `previous` where its mail could not be sent. */
  readonly told: Previous;
  readonly change: Change;
  readonly isWanted: boolean;
  readonly sources: Sources;
  /** What went wrong in the jobs, where it had to be looked up already. */
  readonly troubles: readonly Trouble[] | undefined;
}

interface Question {
  readonly state: State;
  readonly triggers: readonly Trigger[];
  readonly token: string;
  readonly memory: string;
  readonly jobName: string;
}

const nothingAsked: Sources = { history: noHistory, api: undefined, memory: undefined, obstacle: undefined };

/** What this run's end means after the one before, and whether somebody wants to know it. Asks nobody where no mail can follow. */
export async function judge({ state: given, triggers, ...question }: Question, context: Context): Promise<Judgement> {
  // Also for runs that mail nobody: a later run has to find it.
  if (given === 'unstable') context.log.notice(`${question.jobName} is unstable`, { title: unstableTitle });
  // GitHub calls a job that ran out of time cancelled; whether it did has to be asked.
  const mayBe = given === 'cancelled' ? (['cancelled', 'failure'] as const) : [given];
  const wantedAnyway = mayBe.some((state) => isWanted(state, 'unknown', triggers));
  const decidesLater = mayBe.some((state) => needsPrevious(state, triggers));
  if (!wantedAnyway && !decidesLater && question.memory === '') {
    const change = changeOf(given, 'unknown');
    const unasked = { previous: 'unknown', told: 'unknown', sources: nothingAsked, troubles: undefined } as const;
    return { state: given, change, isWanted: false, ...unasked };
  }
  const sources = await openSources(question, memoryKey(question.jobName, context), context);
  const troubles = given === 'cancelled' && sources.api ? await findTroubles(sources.api, context) : undefined;
  const state = given === 'cancelled' && isFailure(troubles, triggers) ? 'failure' : given;
  const { previous, told, obstacle } = await askPrevious(sources);
  if (previous === 'unknown' && obstacle !== undefined)
    context.log.info(`What the run before was is not known: ${obstacle}`);
  // Whoever was not told of the run before hears of this one as of the first.
  const befores = [told, previous].toSorted((one, other) => Number(one === state) - Number(other === state));
  const before = befores.find((each) => isWanted(state, each, triggers));
  const change = changeOf(state, before ?? previous);
  return { state, previous, told, change, isWanted: before !== undefined, sources, troubles };
}

/**
 * Whether a job that is called cancelled failed: it ran out of time, or nobody can tell that it did not. Better a mail too
 * many than a job that ends every night unnoticed; who asks for `cancelled` gets that word.
 */
function isFailure(troubles: readonly Trouble[] | undefined, triggers: readonly Trigger[]): boolean {
  if (troubles?.some(({ hasTimedOut }) => hasTimedOut)) return true;
  const isTold =
    troubles?.some(({ conclusion }) => conclusion === 'cancelled') && troubles.every(({ isTold }) => isTold);
  return !isTold && !triggers.includes('cancelled');
}

async function askPrevious({ history, obstacle }: Sources): Promise<{
  readonly previous: Previous;
  readonly told: Previous;
  readonly obstacle: string | undefined;
}> {
  try {
    const noneTells = `none of the last ${furthest} runs tells, and none further back is asked`;
    const previous = await history.previous();
    const told = await history.told();
    return { previous, told: told === 'unknown' ? previous : told, obstacle: obstacle ?? noneTells };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { previous: 'unknown', told: 'unknown', obstacle: error.message };
  }
}

/** One kind of work: what is reported on, in one workflow of one branch. */
export function memoryKey(jobName: string, { github }: Pick<Context, 'github'>): string {
  return [github.repository, github.workflow, github.headRef || github.ref, jobName].join(' | ');
}
