import type { InputReader } from '@slipway/runner';
import { readProfiles, readSettingsInputs, type SettingsInputs } from '@slipway/toolchain';
import { parseArgsStringToArgv } from 'string-argv';

export type Scanner = 'maven' | 'cli';

export interface Inputs extends SettingsInputs {
  /** Without a slash at its end; empty when the environment has to say it. */
  readonly hostUrl: string;
  readonly token: string;
  readonly projectKey: string;
  readonly projectBaseDir: string;
  readonly args: readonly string[];
  readonly scanner: Scanner | 'auto';
  /** Maven's own arguments, where Maven scans. */
  readonly mavenArgs: readonly string[];
  readonly mavenProfiles: readonly string[];
  /** Address that a missing scanner is fetched from; empty fetches nothing. */
  readonly mavenRepository: string;
  readonly waitForQualityGate: boolean;
  readonly failOnQualityGate: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export function readInputs(input: InputReader): Inputs {
  const hostUrl = input.text('host-url', { pattern: /^https?:\/\/[^\s/]+/, allowed: 'an http or https address' });
  const args = parseArgsStringToArgv(input.text('args', { leadingDash: true }));
  for (const argument of args) {
    if (!argument.startsWith('-'))
      input.problem('args', argument, 'options, such as -Dsonar.exclusions=**/generated/**');
  }
  const mavenArgs = parseArgsStringToArgv(input.text('maven-args', { leadingDash: true }));
  // Argument vectors can be read by every user of the machine.
  for (const [name, given] of [
    ['args', args],
    ['maven-args', mavenArgs],
  ] as const) {
    if (given.some((argument) => /^-Dsonar\.(token|login|password)=/.test(argument)))
      input.problem(name, '***', 'no token or password; use the input token');
  }
  return {
    hostUrl: hostUrl.replace(/\/+$/, ''),
    token: input.secret('token'),
    projectKey: input.text('project-key', {
      pattern: /^[A-Za-z0-9_.:-]*[A-Za-z_.:-][A-Za-z0-9_.:-]*$/,
      allowed: 'letters, digits, - _ . and :, at least one no digit',
    }),
    projectBaseDir: input.text('project-base-dir', { default: '.' }),
    args,
    scanner: input.choice('scanner', ['auto', 'maven', 'cli'], { default: 'auto' }),
    mavenArgs,
    mavenProfiles: readProfiles(input, 'maven-profiles'),
    ...readSettingsInputs(input, 'maven-'),
    mavenRepository: input.text('maven-repository', {
      pattern: /^https?:\/\/[^\s/]+/,
      allowed: 'an http or https address',
    }),
    waitForQualityGate: input.flag('wait-for-quality-gate', { default: true }),
    failOnQualityGate: input.flag('fail-on-quality-gate', { default: true }),
    timeout: input.duration('timeout', { default: '30m', max: '6h' }),
  };
}
