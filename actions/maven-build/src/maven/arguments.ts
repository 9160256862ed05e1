import { profileArguments, sharedRepositoryArguments } from '@slipway/toolchain';
import type { Inputs } from '../inputs.ts';

export type JacocoGoals = { readonly version: string } | 'version of the POM' | 'none';

const plugin = 'org.jacoco:jacoco-maven-plugin';

export interface MavenRun {
  readonly goals: readonly string[];
  readonly jacoco: JacocoGoals;
  readonly settings: readonly string[];
  /** Absolute path of the local repository; undefined for Maven's own. */
  readonly repository: string | undefined;
  readonly inputs: Pick<Inputs, 'args' | 'profiles' | 'skipTests'>;
}

/**
 * The arguments of the one run that compiles, tests and measures. Failing tests never end it: without
 * `maven.test.failure.ignore` the modules after them would not be built, and the reports tell what failed.
 */
export function mavenArguments(run: MavenRun): string[] {
  const goal = (name: string) => {
    if (run.jacoco === 'none') return [];
    return [run.jacoco === 'version of the POM' ? `${plugin}:${name}` : `${plugin}:${run.jacoco.version}:${name}`];
  };
  return [
    ...commonArguments(run),
    ...goal('prepare-agent'),
    ...run.goals,
    ...goal('report'),
    '-Dmaven.test.failure.ignore=true',
    ...(run.inputs.skipTests ? ['-DskipTests'] : []),
    ...run.inputs.args,
  ];
}

/** What every Maven run of the action has in common: no questions, no progress bars, the same repositories. */
export function commonArguments(run: Pick<MavenRun, 'settings' | 'repository' | 'inputs'>): string[] {
  return [
    '-B',
    '-ntp',
    ...sharedRepositoryArguments,
    ...run.settings,
    ...(run.repository === undefined ? [] : [`-Dmaven.repo.local=${run.repository}`]),
    ...profileArguments(run.inputs.profiles),
  ];
}

/** Whether the user's own goals already run JaCoCo, which must not happen twice. */
export function runsJacoco(goals: readonly string[]): boolean {
  return goals.some((goal) => /^(jacoco|org\.jacoco:jacoco-maven-plugin)(:|$)/.test(goal));
}
