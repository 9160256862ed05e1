import type { InputReader } from '@slipway/runner';
import type { CheckRunInputs } from './check-run.ts';

/** Percent; undefined when nothing was given. */
export function readPercentage(input: InputReader, name: string): number | undefined {
  const given = input.text(name, {
    pattern: /^(100(\.0+)?|\d{1,2}(\.\d+)?)$/,
    allowed: 'a percentage from 0 to 100, such as 80 or 72.5',
  });
  return given === '' ? undefined : Number(given);
}

/** Commit id; empty when none was given. */
export function readCommit(input: InputReader, name: string): string {
  return input.text(name, { pattern: /^[0-9a-f]{7,64}$/, allowed: 'a commit id of 7 digits at least' });
}

export function readCheckRun(input: InputReader): CheckRunInputs {
  return { githubToken: input.secret('github-token'), checkName: input.text('check-name') };
}
