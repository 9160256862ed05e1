import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from './inputs.ts';
import { errorLines, parseReport } from './scanner/scan.ts';
import { conditionSentence } from './server/gate.ts';

const read = (given: Record<string, string>) => readFrom((name) => given[name] ?? '', readInputs);

test('arguments are split as a shell would, and nothing else is done with them', () => {
  expect(read({ args: `-Dsonar.a="x y" -Dsonar.b='$(id)' -X` }).args).toEqual([
    '-Dsonar.a=x y',
    '-Dsonar.b=$(id)',
    '-X',
  ]);
});

test.each(['-Dsonar.token=abc', '-Dsonar.login=abc', '-Dsonar.password=abc'])(
  'a secret in args is refused and not shown: %s',
  (args) => {
    expect(() => read({ args })).toThrow('args: "***" given; allowed: no token or password; use the input token');
  },
);

test('a secret among the options of Maven is refused too', () => {
  expect(() => read({ 'maven-args': '-T1C -Dsonar.token=abc' })).toThrow('maven-args: "***" given; allowed: no token');
});

test('profiles are those that Maven takes', () => {
  expect(read({ 'maven-profiles': 'ci, !slow, ?local' }).mavenProfiles).toEqual(['ci', '!slow', '?local']);
  expect(() => read({ 'maven-profiles': 'a b' })).toThrow('maven-profiles: "a b" given; allowed: names of Maven');
});

test('a word that is no option is refused', () => {
  expect(() => read({ args: 'x' })).toThrow('args: "x" given; allowed: options');
});

test.each([
  [{ 'host-url': 'sonar.example.com' }, 'host-url: "sonar.example.com" given; allowed: an http or https address'],
  [{ 'project-key': 'a b' }, 'project-key: "a b" given'],
  [{ 'project-key': '123' }, 'project-key: "123" given'],
  [{ 'project-key': '-Dx' }, 'project-key: "-Dx" given'],
])('%j is refused', (given, sentence) => {
  expect(() => read(given)).toThrow(sentence);
});

test('a report of the scanner is read', () => {
  expect(parseReport('projectKey=x\ndashboardUrl=http://s/dashboard?id=x&a=b\nceTaskId=AX-1\n')).toEqual({
    taskId: 'AX-1',
    dashboardUrl: 'http://s/dashboard?id=x&a=b',
  });
});

test('the errors of a scanner are its first ones, without times', () => {
  expect(errorLines('INFO a\n[ERROR] Failed to execute goal\n12:00:01.123 ERROR Error during scan\n[ERROR] \n')).toBe(
    'Failed to execute goal\nError during scan',
  );
  expect(errorLines('one\ntwo')).toBe('one\ntwo');
});

test.each([
  ['LT', 'coverage is 83.3, at least 99 is wanted'],
  ['GT', 'coverage is 83.3, at most 99 is wanted'],
] as const)('a condition that compares by %s is put in words', (comparator, sentence) => {
  expect(
    conditionSentence({
      status: 'ERROR',
      metricKey: 'coverage',
      comparator,
      errorThreshold: '99',
      actualValue: '83.3',
    }),
  ).toBe(sentence);
});
