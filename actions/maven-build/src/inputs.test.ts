import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from './inputs.ts';

const read = (given: Readonly<Record<string, string>>) => readFrom((name) => given[name] ?? '', readInputs);

function refusal(given: Readonly<Record<string, string>>): string {
  try {
    read(given);
    return 'accepted';
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

test('without any input a build verifies, with JaCoCo', () => {
  expect(read({})).toMatchObject({ goals: ['verify'], jacoco: true, testFailures: 'unstable', timeout: 1_800_000 });
});

test('words of "args" are split as a shell would, and nothing more', () => {
  expect(read({ args: `-T1C "-Dname=a b" -Dcost='$5;ls'` }).args).toEqual(['-T1C', '-Dname=a b', '-Dcost=$5;ls']);
});

test('a password may hold colons and equals signs', () => {
  expect(read({ servers: 'vpc=deployer:a:b=c' }).servers).toEqual([
    { id: 'vpc', username: 'deployer', password: 'a:b=c' },
  ]);
});

test.each([
  ['min-coverage', '101', 'min-coverage: "101" given; allowed: a percentage from 0 to 100'],
  ['min-coverage', '-1', 'min-coverage: "-1" given; allowed: a percentage from 0 to 100'],
  ['min-coverage', '80%', 'min-coverage: "80%" given; allowed: a percentage from 0 to 100'],
  ['goals', 'verify -Dx', 'options belong into "args"'],
  ['goals', '-Dx', 'goals: "-Dx" given'],
  ['profiles', '-Dx', 'profiles: "-Dx" given'],
  ['working-directory', '-f/etc', 'working-directory: "-f/etc" given'],
  ['java-version', 'latest', 'java-version: "latest" given; allowed: a version such as 17'],
  ['java-version', '../17', 'java-version: "../17" given'],
  ['jacoco-version', 'RELEASE', 'jacoco-version: "RELEASE" given'],
  ['test-failures', 'no', 'test-failures: "no" given; allowed: unstable, fail or ignore'],
  ['mirrors', 'vpc=ftp://x', 'mirrors: "vpc=ftp://x" given; allowed: id=url'],
  ['timeout', '10', 'timeout: "10" given; allowed: a duration'],
])('%s: %j is refused', (name, value, sentence) => {
  expect(refusal({ [name]: value })).toContain(sentence);
});

test('a password is not quoted when its line is wrong', () => {
  expect(refusal({ servers: 'vpc=top-secret' })).toBe(
    'Bad input: servers: "vpc=***" given; allowed: id=user:password, one on each line',
  );
});
