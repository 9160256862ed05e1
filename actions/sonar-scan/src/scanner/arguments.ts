import { profileArguments, sharedRepositoryArguments } from '@slipway/toolchain';
import type { Inputs, Scanner } from '../inputs.ts';

/** Exact, so that a scan today and tomorrow is the same. */
const mavenGoal = 'org.sonarsource.scanner.maven:sonar-maven-plugin:5.8.0.7211:sonar';

/** Arguments of the scanner. The token is not among them: it goes by the environment. */
export function scannerArguments(
  kind: Scanner,
  inputs: Pick<Inputs, 'projectKey' | 'args' | 'mavenArgs' | 'mavenProfiles'>,
): string[] {
  const properties = inputs.projectKey === '' ? [] : [`-Dsonar.projectKey=${inputs.projectKey}`];
  if (kind === 'cli') return [...properties, ...inputs.args];
  const own = [...sharedRepositoryArguments, ...profileArguments(inputs.mavenProfiles)];
  return ['-B', '-ntp', ...own, mavenGoal, ...inputs.mavenArgs, ...properties, ...inputs.args];
}
