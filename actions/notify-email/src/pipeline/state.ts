/** How the reported work ended, in Jenkins' sense: `unstable` is done, but with failing tests or a missed gate. */
export type State = 'success' | 'unstable' | 'failure' | 'cancelled';

/** What a state can be compared with; a cancelled run says nothing about the work and is passed over. */
export type PreviousState = Exclude<State, 'cancelled'>;

/** The run before: its state, that there is none, or that nobody can tell. */
export type Previous = PreviousState | 'none' | 'unknown';

export type Change =
  | 'first-failure'
  | 'still-failing'
  | 'first-unstable'
  | 'still-unstable'
  | 'fixed'
  | 'still-successful'
  | 'cancelled'
  /** The run before is not known. */
  | 'unknown';

const changes: Readonly<Record<PreviousState, Readonly<Record<PreviousState | 'none', Change>>>> = {
  failure: {
    none: 'first-failure',
    success: 'first-failure',
    unstable: 'first-failure',
    failure: 'still-failing',
  },
  unstable: {
    none: 'first-unstable',
    success: 'first-unstable',
    unstable: 'still-unstable',
    failure: 'first-unstable',
  },
  success: { none: 'still-successful', success: 'still-successful', unstable: 'fixed', failure: 'fixed' },
};

/** What a run's state means after the one before. */
export function changeOf(state: State, previous: Previous): Change {
  if (state === 'cancelled') return 'cancelled';
  return previous === 'unknown' ? 'unknown' : changes[state][previous];
}

/** The state that a job's or run's conclusion stands for; what never started did not do its work. */
export function stateOf(conclusion: string): State {
  if (conclusion === 'success' || conclusion === 'neutral') return 'success';
  return conclusion === 'unstable' || conclusion === 'cancelled' ? conclusion : 'failure';
}

const words: Readonly<Record<State, string>> = {
  success: 'SUCCESS',
  unstable: 'UNSTABLE',
  failure: 'FAILED',
  cancelled: 'CANCELLED',
};

/** `FAILED: Job '<name> [<number>]'`, which filters of mail programs have matched for years. */
export function usualSubject(state: State, change: Change, jobName: string, runNumber: string): string {
  const word = change === 'fixed' ? 'FIXED' : words[state];
  return `${word}: Job '${jobName}${runNumber === '' ? '' : ` [${runNumber}]`}'`;
}
