import { ClusterFailure } from '@slipway/cluster';
import { Failure } from '@slipway/findings';
import type { HistoryEntry } from './helm/helm.ts';
import type { Inputs } from './inputs.ts';
import type { Tools } from './tools.ts';
import { followable, type Turn, turnFile } from './turn.ts';

/** The history of a release as it was before the turn was taken, read while other things were looked at. */
export interface Foresight {
  /** What a turn follows if nobody had one since; see {@link Turn.follows}. */
  readonly follows: string;
  readonly history: readonly HistoryEntry[];
}

/** Reads ahead; undefined where somebody has the turn, or where it cannot be read, which is explained when it has to be. */
export async function foresee(
  { helm, cluster }: Tools,
  inputs: Pick<Inputs, 'namespace' | 'release'>,
  isThere: () => Promise<boolean>,
): Promise<Foresight | undefined> {
  try {
    // The order matters: the turn that is taken afterwards tells whether anybody came between.
    const follows = followable(await turnFile(cluster, inputs).read());
    if (follows === undefined) return undefined;
    return { follows, history: (await isThere()) ? await helm.history() : [] };
  } catch (error) {
    if (!(error instanceof ClusterFailure || error instanceof Failure)) throw error;
    return undefined;
  }
}

/** The history within the turn; undefined where it has to be read again. */
export function stillTrue(foresight: Foresight | undefined, turn: Turn): readonly HistoryEntry[] | undefined {
  return foresight !== undefined && foresight.follows === turn.follows ? foresight.history : undefined;
}
