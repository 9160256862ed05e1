import { Failure } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import { unstableTitle } from './forerunners.ts';
import { noHistory } from './history.ts';
import { openSources, type Sources } from './open-history.ts';
import { type Change, changeOf, type Previous, type State } from './state.ts';
import { isWanted, needsPrevious, type Trigger } from './trigger.ts';

export interface Judgement {
  readonly state: State;
  readonly previous: Previous;
  readonly change: Change;
  readonly isWanted: boolean;
  readonly sources: Sources;
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
export async function judge({ state, triggers, ...question }: Question, context: Context): Promise<Judgement> {
  // Also for runs that mail nobody: a later run has to find it.
  if (state === 'unstable') context.log.notice(`${question.jobName} is unstable`, { title: unstableTitle });
  const wantedAnyway = isWanted(state, 'unknown', triggers);
  const decidesLater = needsPrevious(state, triggers);
  if (!wantedAnyway && !decidesLater && question.memory === '')
    return { state, previous: 'unknown', change: changeOf(state, 'unknown'), isWanted: false, sources: nothingAsked };
  const sources = await openSources(question, memoryKey(question.jobName, context), context);
  const { previous, obstacle } = await askPrevious(sources);
  if (previous === 'unknown' && obstacle !== undefined && (decidesLater || wantedAnyway))
    context.log.info(`What the run before was is not known: ${obstacle}`);
  return { state, previous, change: changeOf(state, previous), isWanted: isWanted(state, previous, triggers), sources };
}

async function askPrevious(sources: Sources): Promise<{ previous: Previous; obstacle: string | undefined }> {
  try {
    return { previous: await sources.history.previous(), obstacle: sources.obstacle };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { previous: 'unknown', obstacle: error.message };
  }
}

/** One kind of work: what is reported on, in one workflow of one branch. */
export function memoryKey(jobName: string, { github }: Pick<Context, 'github'>): string {
  return [github.repository, github.workflow, github.headRef || github.ref, jobName].join(' | ');
}
