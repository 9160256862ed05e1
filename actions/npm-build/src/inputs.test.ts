import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from './inputs.ts';

const read = (given: Readonly<Record<string, string>>) => readFrom((name) => given[name] ?? '', readInputs);

test('without any input, the scripts that package.json has are run', () => {
  expect(read({})).toMatchObject({
    packageManager: 'auto',
    lintScript: { name: 'lint', optional: true },
    testScript: { name: 'test', optional: true },
    buildScript: { name: 'build', optional: true },
    lintFailures: 'unstable',
    testFailures: 'unstable',
    testReports: ['junit.xml', 'test-results/**/*.xml', 'reports/**/*.xml'],
    timeout: 1_800_000,
  });
});

test('a script may have a colon in its name, or be left out', () => {
  expect(read({ 'test-script': 'test:unit', 'lint-script': 'none' })).toMatchObject({
    lintScript: { name: '', optional: false },
    testScript: { name: 'test:unit', optional: false },
  });
});

test.each([
  ['package-manager', 'bun', 'package-manager: "bun" given; allowed: auto, npm, pnpm or yarn'],
  ['node-version', 'newest', 'node-version: "newest" given; allowed: a version or range such as 22'],
  ['lint-script', '--silent', 'lint-script: "--silent" given'],
  ['test-script', 'a b', 'test-script: "a b" given; allowed: the name of a script in package.json, or none'],
  ['test-failures', 'no', 'test-failures: "no" given; allowed: unstable, fail or ignore'],
  ['test-reports', '../other/*.xml', 'test-reports: "../other/*.xml" given; allowed: patterns of files below'],
  ['test-reports', '/etc/*.xml', 'test-reports: "/etc/*.xml" given'],
  ['min-coverage', '101', 'min-coverage: "101" given; allowed: a percentage from 0 to 100'],
  ['registry-url', 'npm.example.com', 'registry-url: "npm.example.com" given; allowed: an http(s) URL without a login'],
  ['registry-url', 'https://a:b@npm.example.com', 'registry-url: "https://a:b@npm.example.com" given'],
  ['token', 'secret', 'registry-url: not given; allowed: the registry that "token" is for'],
  ['timeout', '10', 'timeout: "10" given; allowed: a duration'],
])('%s: %j is refused', (name, value, sentence) => {
  expect(() => read({ [name]: value })).toThrow(Failure);
  expect(() => read({ [name]: value })).toThrow(sentence);
});
