import type { InputReader } from '@slipway/runner';

export interface Inputs {
  /** Empty when it is to be chosen. */
  readonly path: string;
  readonly key: string;
  /** Glob patterns relative to the project's folder. */
  readonly keyFiles: readonly string[];
  readonly workingDirectory: string;
  readonly readOnly: boolean;
}

const usualFiles = '**/pom.xml, .mvn/**, package-lock.json, npm-shrinkwrap.json, pnpm-lock.yaml, yarn.lock';

export function readInputs(input: InputReader): Inputs {
  return {
    path: input.text('path'),
    key: input.text('key', {
      default: 'dependencies',
      // The service takes 512 characters and no comma; the rest of the name needs 100.
      pattern: /^[\w./@-]{1,200}$/,
      allowed: 'up to 200 letters, digits and . _ - / @',
    }),
    keyFiles: input.list('key-files', {
      default: usualFiles,
      pattern: /^(?!\/)(?!(.*\/)?\.\.(\/|$)).+$/,
      allowed: 'patterns of files below "working-directory"',
    }),
    workingDirectory: input.text('working-directory', { default: '.' }),
    readOnly: input.flag('read-only', { default: false }),
  };
}
