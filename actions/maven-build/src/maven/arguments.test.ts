import { expect, test } from 'vitest';
import { type MavenRun, mavenArguments, runsJacoco } from './arguments.ts';

const nothing = { args: [], profiles: [], skipTests: false };
const plain: MavenRun = { goals: ['verify'], jacoco: 'none', settings: [], repository: undefined, inputs: nothing };
const shared =
  '-Daether.syncContext.named.factory=file-lock -Daether.syncContext.named.nameMapper=file-gav -Daether.syncContext.named.time=600';
const plugin = 'org.jacoco:jacoco-maven-plugin';

test.each<[string, Partial<MavenRun>, string]>([
  ['alone', {}, 'verify -Dmaven.test.failure.ignore=true'],
  [
    'with JaCoCo around it',
    { jacoco: { version: '0.8.14' } },
    `${plugin}:0.8.14:prepare-agent verify ${plugin}:0.8.14:report -Dmaven.test.failure.ignore=true`,
  ],
  [
    "with the POM's JaCoCo",
    { jacoco: 'version of the POM', goals: ['clean', 'install'] },
    `${plugin}:prepare-agent clean install ${plugin}:report -Dmaven.test.failure.ignore=true`,
  ],
  [
    'with everything else',
    {
      settings: ['-s', '/t/settings.xml'],
      repository: '/m2',
      inputs: { args: ['-T1C'], profiles: ['a', '!b'], skipTests: true },
    },
    '-s /t/settings.xml -Dmaven.repo.local=/m2 -Pa,!b verify -Dmaven.test.failure.ignore=true -DskipTests -T1C',
  ],
])('verify %s', (_, changed, expected) => {
  expect(mavenArguments({ ...plain, ...changed }).join(' ')).toBe(`-B -ntp ${shared} ${expected}`);
});

test.each([
  ['jacoco:report', true],
  ['org.jacoco:jacoco-maven-plugin:0.8.14:report', true],
  ['verify', false],
  ['com.example:jacoco-maven-plugin:1:x', false],
])('%s runs JaCoCo itself: %s', (goal, answer) => {
  expect(runsJacoco(['verify', goal])).toBe(answer);
});
