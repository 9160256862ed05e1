import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from './inputs.ts';

const read = (given: Readonly<Record<string, string>>) => readFrom((name) => given[name] ?? '', readInputs);

test('without any input, the files of Maven, npm, pnpm and yarn say what the dependencies are', () => {
  expect(read({})).toEqual({
    path: '',
    key: 'dependencies',
    keyFiles: ['**/pom.xml', '.mvn/**', 'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'],
    workingDirectory: '.',
    readOnly: false,
  });
});

test.each([
  ['key', 'a,b', 'key: "a,b" given; allowed: up to 200 letters, digits and . _ - / @'],
  ['key', 'x'.repeat(201), 'allowed: up to 200 letters'],
  ['path', '-C', 'path: "-C" given; allowed: any text (it must not begin with "-"'],
  ['key-files', '../pom.xml', 'key-files: "../pom.xml" given; allowed: patterns of files below "working-directory"'],
  ['key-files', '/etc/passwd', 'key-files: "/etc/passwd" given'],
  ['read-only', 'perhaps', 'read-only: "perhaps" given; allowed: true or false'],
])('%s: %j is refused', (name, value, sentence) => {
  expect(() => read({ [name]: value })).toThrow(Failure);
  expect(() => read({ [name]: value })).toThrow(sentence);
});
