import { expect, test } from 'vitest';
import { refusedOption } from './options.ts';

test.each(['--reproducible', '--verbosity=debug', '--single-snapshot', '--compression=zstd', '-v=debug'])(
  '%s is passed on',
  (argument) => {
    expect(refusedOption(argument)).toBeUndefined();
  },
);

test.each([
  ['--force', 'overwrite the root file system'],
  ['--force=true', 'overwrite the root file system'],
  ['--destination=x', '"registry", "repository" and "tags"'],
  ['-d=x', '"registry", "repository" and "tags"'],
  ['-dx', '"registry", "repository" and "tags"'],
  ['-c', '"context"'],
  ['--no-push', 'the action pushes'],
  ['--kaniko-dir=/', 'the runtime decides'],
  ['reproducible', '--name or --name=value'],
  ['--Force', '--name or --name=value'],
])('%s is refused', (argument, words) => {
  expect(refusedOption(argument)).toContain(words);
});
