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
    return { state: given, previous: 'unknown', change, isWanted: false, sources: nothingAsked, troubles: undefined };
  }
  const sources = await openSources(question, memoryKey(question.jobName, context), context);
  const troubles = given === 'cancelled' && sources.api ? await findTroubles(sources.api, context) : undefined;
  const state = given === 'cancelled' && isFailure(troubles, triggers) ? 'failure' : given;
  const { previous, obstacle } = await askPrevious(sources);
  if (previous === 'unknown' && obstacle !== undefined)
    context.log.info(`What the run before was is not known: ${obstacle}`);
  const change = changeOf(state, previous);
  return { state, previous, change, isWanted: isWanted(state, previous, triggers), sources, troubles };
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

async function askPrevious(sources: Sources): Promise<{ previous: Previous; obstacle: string | undefined }> {
  try {
    const noneTells = `none of the last ${furthest} runs tells, and none further back is asked`;
    return { previous: await sources.history.previous(), obstacle: sources.obstacle ?? noneTells };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { previous: 'unknown', obstacle: error.message };
  }
}

/** One kind of work: what is reported on, in one workflow of one branch. */
export function memoryKey(jobName: string, { github }: Pick<Context, 'github'>): string {
  return [github.repository, github.workflow, github.headRef || github.ref, jobName].join(' | ');
}
