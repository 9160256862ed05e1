import { type CheckRunInputs, readCheckRun, readCommit, readPercentage } from '@slipway/build-result';
import type { InputReader } from '@slipway/runner';
import { readProfiles, readSettingsInputs, type SettingsInputs } from '@slipway/toolchain';
import { parseArgsStringToArgv } from 'string-argv';

export interface Inputs extends CheckRunInputs, SettingsInputs {
  readonly workingDirectory: string;
  readonly goals: readonly string[];
  readonly args: readonly string[];
  readonly profiles: readonly string[];
  readonly javaVersion: string;
  readonly skipTests: boolean;
  readonly testFailures: 'unstable' | 'fail' | 'ignore';
  readonly jacoco: boolean;
  readonly jacocoVersion: string;
  /** Percent; undefined when no coverage is asked for. */
  readonly minCoverage: number | undefined;
  /** Percent of the lines that the change touched. */
  readonly minChangedCoverage: number | undefined;
  /** Commit to compare with; empty leaves it to the event. */
  readonly changedSince: string;
  readonly deliverScript: string;
  readonly cache: string;
  /** Address that a missing Maven is fetched from; empty fetches nothing. */
  readonly mavenRepository: string;
  /** Milliseconds. */
  readonly timeout: number;
}

export function readInputs(input: InputReader): Inputs {
  return {
    workingDirectory: input.text('working-directory', { default: '.' }),
    goals: input
      .text('goals', {
        default: 'verify',
        pattern: /^[\w.:@]+([\w.:@-]*)(\s+[\w.:@][\w.:@-]*)*$/,
        allowed: 'phases and goals such as "clean verify"; options belong into "args"',
      })
      .split(/\s+/),
    args: parseArgsStringToArgv(input.text('args', { leadingDash: true })),
    profiles: readProfiles(input, 'profiles'),
    ...readSettingsInputs(input),
    javaVersion: input.text('java-version', { pattern: /^\d+(\.\d+)*$/, allowed: 'a version such as 17 or 21.0.4' }),
    skipTests: input.flag('skip-tests', { default: false }),
    testFailures: input.choice('test-failures', ['unstable', 'fail', 'ignore'], { default: 'unstable' }),
    jacoco: input.flag('jacoco', { default: true }),
    jacocoVersion: input.text('jacoco-version', {
      default: '0.8.14',
      pattern: /^\d+\.\d+\.\d+$/,
      allowed: 'a version of the JaCoCo Maven plugin, such as 0.8.14',
    }),
    minCoverage: readPercentage(input, 'min-coverage'),
    minChangedCoverage: readPercentage(input, 'min-changed-coverage'),
    changedSince: readCommit(input, 'changed-since'),
    ...readCheckRun(input),
    deliverScript: input.text('deliver-script'),
    cache: input.text('cache'),
    mavenRepository: input.text('maven-repository', {
      pattern: /^https?:\/\/[^\s/]+/,
      allowed: 'an http or https address',
    }),
    timeout: input.duration('timeout', { default: '30m', max: '24h' }),
  };
}
