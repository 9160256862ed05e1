import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, findProgram } from '@slipway/runner';
import { SonarFailure } from '../failure.ts';
import type { Inputs, Scanner } from '../inputs.ts';

/** The program that scans. */
export interface ChosenScanner {
  readonly kind: Scanner;
  readonly program: string;
}

/** `mvnw` first, then `mvn`, for a project of Maven; sonar-scanner for others. */
export async function chooseScanner(inputs: Inputs, folder: string, context: Context): Promise<ChosenScanner> {
  const isMaven = existsSync(join(folder, 'pom.xml'));
  const kind = inputs.scanner === 'auto' ? (isMaven ? 'maven' : 'cli') : inputs.scanner;
  if (kind === 'maven' && !isMaven) {
    throw new SonarFailure({
      code: 'bad-input',
      headline: `Bad input: scanner: "maven" given, but ${inputs.projectBaseDir} has no pom.xml; allowed: cli, or auto`,
    });
  }
  const program = kind === 'maven' ? await findMaven(folder, context) : await findScanner(context);
  if (program !== undefined) return { kind, program };
  throw new SonarFailure({
    code: 'no-scanner',
    headline:
      kind === 'maven'
        ? 'Neither an mvnw in the project nor mvn on PATH is there to scan with'
        : 'sonar-scanner is not on the PATH of the runner',
    advice:
      kind === 'maven'
        ? 'Install Maven on the runner, or set scanner to cli.'
        : 'Install sonar-scanner on the runner, set SONAR_SCANNER_HOME, or use a project with a pom.xml.',
  });
}

async function findMaven(folder: string, context: Context): Promise<string | undefined> {
  return (await findProgram(join(folder, 'mvnw'), context.env)) ?? (await findProgram('mvn', context.env));
}

async function findScanner(context: Context): Promise<string | undefined> {
  const home = context.env.SONAR_SCANNER_HOME;
  const own =
    home === undefined || home === '' ? undefined : await findProgram(join(home, 'bin/sonar-scanner'), context.env);
  return own ?? (await findProgram('sonar-scanner', context.env));
}
