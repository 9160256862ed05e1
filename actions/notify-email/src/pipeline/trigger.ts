import type { Previous, State } from './state.ts';

/** When to mail: the post conditions of a Jenkins pipeline, and email-ext's two kinds of failure. */
export const triggers = [
  'always',
  'success',
  'unstable',
  'failure',
  'cancelled',
  'unsuccessful',
  'first-failure',
  'still-failing',
  'fixed',
  'regression',
  'changed',
] as const;

export type Trigger = (typeof triggers)[number];

/** Triggers that cannot be judged without the run before. */
const comparing: readonly Trigger[] = ['first-failure', 'still-failing', 'fixed', 'regression', 'changed'];

type Rule = (state: State, previous: Previous) => boolean;

const rules: Readonly<Record<Trigger, Rule>> = {
  always: () => true,
  success: (state) => state === 'success',
  unstable: (state) => state === 'unstable',
  failure: (state) => state === 'failure',
  cancelled: (state) => state === 'cancelled',
  unsuccessful: (state) => state !== 'success',
  'first-failure': (state, previous) => state === 'failure' && previous !== 'failure',
  'still-failing': (state, previous) => state === 'failure' && previous === 'failure',
  fixed: (state, previous) => state === 'success' && (previous === 'failure' || previous === 'unstable'),
  // Jenkins: worse than a success before; a first run has nothing to be worse than.
  regression: (state, previous) => state !== 'success' && previous === 'success',
  // Jenkins: a first run counts as changed.
  changed: (state, previous) => state !== previous,
};

/** Whether one of the triggers asks for a mail; one that needs a run before that nobody knows does not. */
export function isWanted(state: State, previous: Previous, wanted: readonly Trigger[]): boolean {
  return wanted.some(
    (trigger) => !(previous === 'unknown' && comparing.includes(trigger)) && rules[trigger](state, previous),
  );
}

/** Whether the run before decides: a question that costs requests is asked only then. */
export function needsPrevious(state: State, wanted: readonly Trigger[]): boolean {
  return !isWanted(state, 'unknown', wanted) && wanted.some((trigger) => comparing.includes(trigger));
}
