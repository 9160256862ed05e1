import { expect, test } from 'vitest';
import { chooseJdk, requireJdk, withJdk } from './jdk.ts';

const jdks = ['1.8.0_402', '17.0.15', '17.0.2', '21'].map((version) => ({ home: `/jdk/${version}`, version }));

test.each([
  ['17', '/jdk/17.0.15'],
  ['17.0.2', '/jdk/17.0.2'],
  ['8', '/jdk/1.8.0_402'],
  ['1.8', '/jdk/1.8.0_402'],
  ['21', '/jdk/21'],
  ['1', undefined],
  ['2', undefined],
  ['17.0.1', undefined],
])('for %s it is %s', (wanted, home) => {
  expect(chooseJdk(jdks, wanted)?.home).toBe(home);
});

test('a version that is not there is refused with what is', async () => {
  await expect(requireJdk('99', { HOME: '/nobody' })).rejects.toThrow(
    /^Bad input: java-version: "99" given; allowed: a JDK that is on this runner/,
  );
});

test('the chosen JDK goes first', () => {
  expect(withJdk({ PATH: '/bin', A: '1' }, jdks[1])).toEqual({
    PATH: '/jdk/17.0.15/bin:/bin',
    A: '1',
    JAVA_HOME: '/jdk/17.0.15',
  });
});
