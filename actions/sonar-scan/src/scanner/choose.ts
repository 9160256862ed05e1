import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, findProgram } from '@slipway/runner';
import { fetchTool, type MavenArtifact } from '@slipway/toolchain';
import { SonarFailure } from '../failure.ts';
import type { Inputs, Scanner } from '../inputs.ts';
import { javaProgram } from './java.ts';

/** Exact, so that a scan today and tomorrow is the same. The jar holds all that it needs but Java. */
const scannerJar: MavenArtifact = {
  groupId: 'org.sonarsource.scanner.cli',
  artifactId: 'sonar-scanner-cli',
  version: '8.1.0.6389',
  ending: '.jar',
  sha256: 'e0e36cab2d2238bdf4468d16e5d361ad52564c44683c7351591b17518a0bb77c',
};

/** The program that scans. */
export interface ChosenScanner {
  readonly kind: Scanner;
  readonly program: string;
  /** Arguments that come before the scanner's own. */
  readonly prefix: readonly string[];
}

/**
 * For a project of Maven its `mvnw`, else `mvn`; for others SONAR_SCANNER_HOME, else sonar-scanner on PATH, else a pinned
 * one from the tool cache or, where a repository is named, from there.
 */
export async function chooseScanner(inputs: Inputs, folder: string, context: Context): Promise<ChosenScanner> {
  const isMaven = existsSync(join(folder, 'pom.xml'));
  const kind = inputs.scanner === 'auto' ? (isMaven ? 'maven' : 'cli') : inputs.scanner;
  if (kind === 'maven' && !isMaven) {
    throw new SonarFailure({
      code: 'bad-input',
      headline: `Bad input: scanner: "maven" given, but ${inputs.projectBaseDir} has no pom.xml; allowed: cli, or auto`,
    });
  }
  return kind === 'maven' ? await chooseMaven(folder, context) : await chooseCli(inputs, context);
}

async function chooseMaven(folder: string, context: Context): Promise<ChosenScanner> {
  const program = (await findProgram(join(folder, 'mvnw'), context.env)) ?? (await findProgram('mvn', context.env));
  if (program !== undefined) return { kind: 'maven', program, prefix: [] };
  throw new SonarFailure({
    code: 'no-scanner',
    headline: 'Neither an mvnw in the project nor mvn on PATH is there to scan with',
    advice: 'Install Maven on the runner, or set scanner to cli.',
  });
}

async function chooseCli(inputs: Inputs, context: Context): Promise<ChosenScanner> {
  const program = await findScanner(context);
  if (program !== undefined) return { kind: 'cli', program, prefix: [] };
  if (inputs.mavenRepository === '') {
    throw new SonarFailure({
      code: 'no-scanner',
      headline: 'sonar-scanner is not on the PATH of the runner, and no maven-repository is given to fetch it from',
      advice:
        'Install sonar-scanner on the runner, set SONAR_SCANNER_HOME, or set maven-repository to https://repo.maven.apache.org/maven2 or a mirror of it.',
    });
  }
  const java = await javaProgram('java', context);
  const cache = context.env.RUNNER_TOOL_CACHE || join(context.temp, 'tools');
  const jar = await fetchTool(scannerJar, { repository: inputs.mavenRepository, cache, signal: context.signal });
  return { kind: 'cli', program: java, prefix: ['-Djava.awt.headless=true', '-jar', jar] };
}

async function findScanner(context: Context): Promise<string | undefined> {
  const home = context.env.SONAR_SCANNER_HOME;
  const own =
    home === undefined || home === '' ? undefined : await findProgram(join(home, 'bin/sonar-scanner'), context.env);
  return own ?? (await findProgram('sonar-scanner', context.env));
}
