import type { Context } from '@slipway/runner';
import { linesOf } from './people/find-recipients.ts';
import { gatherPeople } from './people/gather.ts';
import { type Judgement, memoryKey } from './pipeline/judge.ts';

interface What {
  readonly jobName: string;
  readonly authors: readonly string[];
  /** For messages. */
  readonly memory: string;
}

/**
 * Keeps state and people for the next run, where a file does that. A cancelled run adds its people, not its state.
 * @param isMailed whether who wants to know it has been mailed
 */
export async function remember(what: What, judgement: Judgement, isMailed: boolean, context: Context): Promise<void> {
  const { sources, previous } = judgement;
  if (sources.memory === undefined) return;
  const state = judgement.state === 'cancelled' ? previous : judgement.state;
  if (state === 'none' || state === 'unknown') return;
  const isUntold = judgement.state === 'cancelled' || (judgement.isWanted && !isMailed);
  const lastTold = judgement.told === 'unknown' ? 'none' : judgement.told;
  const told = isUntold && lastTold !== state ? lastTold : undefined;
  const { developers, culprits, requestor } = await gatherPeople(
    ['culprits', 'requestor'],
    what.authors,
    sources,
    context,
  );
  try {
    await sources.memory.remember(memoryKey(what.jobName, context), {
      state,
      told,
      runNumber: context.github.runNumber,
      people: linesOf(requestor ? [...developers, requestor] : developers),
      culprits: state === 'success' ? [] : linesOf(culprits),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.log.warning(`memory: "${what.memory}" cannot be written: ${reason}`);
  }
}
