import { type CheckRunInputs, readCheckRun, readCommit, readPercentage } from '@slipway/build-result';
import type { InputReader } from '@slipway/runner';
import { validRange } from 'semver';
import { parseArgsStringToArgv } from 'string-argv';
import { type ManagerName, managerNames } from './manager/name.ts';

export type OnFailure = 'unstable' | 'fail' | 'ignore';

/** A script of package.json. */
export interface ScriptChoice {
  /** Empty when it is never run. */
  readonly name: string;
  /** Whether the build goes on without it where package.json has none. */
  readonly optional: boolean;
}

export interface Inputs extends CheckRunInputs {
  readonly workingDirectory: string;
  readonly packageManager: ManagerName | 'auto';
  readonly nodeVersion: string;
  readonly installArgs: readonly string[];
  readonly lintScript: ScriptChoice;
  readonly testScript: ScriptChoice;
  readonly buildScript: ScriptChoice;
  readonly lintFailures: OnFailure;
  readonly testFailures: OnFailure;
  /** Glob patterns relative to the project's folder. */
  readonly testReports: readonly string[];
  readonly coverage: boolean;
  /** Percent; undefined when no coverage is asked for. */
  readonly minCoverage: number | undefined;
  /** Percent of the lines that the change touched. */
  readonly minChangedCoverage: number | undefined;
  /** Commit to compare with; empty leaves it to the event. */
  readonly changedSince: string;
  /** Empty when it is to be found. */
  readonly artifact: string;
  readonly deliverScript: string;
  readonly registryUrl: string;
  readonly token: string;
  readonly cache: string;
  /** Milliseconds. */
  readonly timeout: number;
}

const onFailure = ['unstable', 'fail', 'ignore'] as const;

export function readInputs(input: InputReader): Inputs {
  const inputs: Inputs = {
    workingDirectory: input.text('working-directory', { default: '.' }),
    packageManager: input.choice('package-manager', ['auto', ...managerNames], { default: 'auto' }),
    nodeVersion: readRange(input),
    installArgs: parseArgsStringToArgv(input.text('install-args', { leadingDash: true })),
    lintScript: readScript(input, 'lint-script', 'lint'),
    testScript: readScript(input, 'test-script', 'test'),
    buildScript: readScript(input, 'build-script', 'build'),
    lintFailures: input.choice('lint-failures', onFailure, { default: 'unstable' }),
    testFailures: input.choice('test-failures', onFailure, { default: 'unstable' }),
    testReports: input.list('test-reports', {
      default: 'junit.xml, test-results/**/*.xml, reports/**/*.xml',
      pattern: /^(?!\/)(?!(.*\/)?\.\.(\/|$)).+$/,
      allowed: 'patterns of files below "working-directory"',
    }),
    coverage: input.flag('coverage', { default: true }),
    minCoverage: readPercentage(input, 'min-coverage'),
    minChangedCoverage: readPercentage(input, 'min-changed-coverage'),
    changedSince: readCommit(input, 'changed-since'),
    artifact: input.text('artifact'),
    ...readCheckRun(input),
    deliverScript: input.text('deliver-script'),
    registryUrl: input.text('registry-url', {
      pattern: /^https?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/,
      allowed: 'an http(s) URL without a login; that goes into "token"',
    }),
    token: input.secret('token'),
    cache: input.text('cache'),
    timeout: input.duration('timeout', { default: '30m', max: '24h' }),
  };
  if (inputs.token !== '' && inputs.registryUrl === '') {
    input.problem('registry-url', '', 'the registry that "token" is for');
  }
  return inputs;
}

/** Names as npm takes them; a colon is usual in them, a leading dash would be an option. */
function readScript(input: InputReader, name: string, usual: string): ScriptChoice {
  const given = input.text(name, {
    default: usual,
    pattern: /^[\w.@][\w.:@/-]*$/,
    allowed: 'the name of a script in package.json, or none',
  });
  return { name: given === 'none' ? '' : given, optional: given === usual };
}

function readRange(input: InputReader): string {
  const given = input.text('node-version');
  if (given === '' || validRange(given) !== null) return given;
  input.problem('node-version', given, 'a version or range such as 22, 20.19.0 or >=20.19');
  return '';
}
