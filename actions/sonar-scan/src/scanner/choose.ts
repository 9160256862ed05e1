import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, findProgram } from '@slipway/runner';
import { fetchTool, findMaven, type MavenArtifact, type ToolSource, writeSettings } from '@slipway/toolchain';
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
  /** More environment for the program. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * For a project of Maven the Maven that maven-build takes, with the same settings; for others SONAR_SCANNER_HOME, else
 * sonar-scanner on PATH, else a pinned one from the tool cache or, where a repository is named, from there.
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
  return kind === 'maven' ? await chooseMaven(inputs, folder, context) : await chooseCli(inputs, context);
}

async function chooseMaven(inputs: Inputs, folder: string, context: Context): Promise<ChosenScanner> {
  const { program, prefix } = await findMaven(folder, context.workspace, context.env, sourceOf(inputs, context));
  const { args, variables } = await writeSettings(inputs, context, context.workspace, 'maven-');
  return { kind: 'maven', program, prefix: [...prefix, ...args], variables };
}

function sourceOf({ mavenRepository: repository }: Inputs, { env, temp, signal }: Context): ToolSource {
  return { repository, cache: env.RUNNER_TOOL_CACHE || join(temp, 'tools'), signal };
}

async function chooseCli(inputs: Inputs, context: Context): Promise<ChosenScanner> {
  const program = await findScanner(context);
  if (program !== undefined) return { kind: 'cli', program, prefix: [], variables: {} };
  if (inputs.mavenRepository === '') {
    throw new SonarFailure({
      code: 'no-scanner',
      headline: 'sonar-scanner is not on the PATH of the runner, and no maven-repository is given to fetch it from',
      advice:
        'Install sonar-scanner on the runner, set SONAR_SCANNER_HOME, or set maven-repository to https://repo.maven.apache.org/maven2 or a mirror of it.',
    });
  }
  const java = await javaProgram('java', context);
  const jar = await fetchTool(scannerJar, sourceOf(inputs, context));
  return { kind: 'cli', program: java, prefix: ['-Djava.awt.headless=true', '-jar', jar], variables: {} };
}

async function findScanner(context: Context): Promise<string | undefined> {
  const home = context.env.SONAR_SCANNER_HOME;
  const own =
    home === undefined || home === '' ? undefined : await findProgram(join(home, 'bin/sonar-scanner'), context.env);
  return own ?? (await findProgram('sonar-scanner', context.env));
}
