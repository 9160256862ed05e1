/** What is reported, in Jenkins' words where they are read by people. */
export type State = 'success' | 'unstable' | 'failure';
export type Trigger = 'always' | State;

/** A job that was cancelled or never started did not do its work. */
export function stateOf(status: string): State {
  return status === 'success' || status === 'unstable' ? status : 'failure';
}

export function isWanted(state: State, triggers: readonly Trigger[]): boolean {
  return triggers.includes('always') || triggers.includes(state);
}

const words: Readonly<Record<State, string>> = { success: 'SUCCESS', unstable: 'UNSTABLE', failure: 'FAILED' };

/** `FAILED: Job '<name> [<number>]'`, which filters of mail programs have matched for years. */
export function usualSubject(state: State, jobName: string, runNumber: string): string {
  return `${words[state]}: Job '${jobName}${runNumber === '' ? '' : ` [${runNumber}]`}'`;
}

/** Text for a header: no control characters, one line. */
export function headerText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
