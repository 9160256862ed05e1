import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Context, runProcess } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import type { Preparation } from '../prepare.ts';
import { commonArguments, type JacocoGoals, runsJacoco } from './arguments.ts';
import { pomFacts } from './jacoco-declaration.ts';
import { declaresJacoco, type Module } from './project.ts';

const helpPlugin = 'org.apache.maven.plugins:maven-help-plugin:3.5.1';

/**
 * How JaCoCo joins the run. Where the POM, or a parent of it, binds the plugin in one version and the command line names
 * another, both agents are loaded and the JVM of the tests dies at its start («duplicate class definition for
 * java.lang.$JaCoCo», seen with 0.8.12 beside 0.8.14). With the POM's own version the second is recognized and replaced.
 */
export async function chooseJacoco(
  inputs: Inputs,
  preparation: Preparation,
  modules: readonly Module[],
  context: Context,
): Promise<JacocoGoals> {
  if (!inputs.jacoco || inputs.skipTests || runsJacoco(inputs.goals)) return 'none';
  const found = await declaresJacoco(modules, localRepository(inputs, preparation));
  const declared = found === 'unknown' ? await askMaven(inputs, preparation, context) : found === 'yes';
  if (!declared) return { version: inputs.jacocoVersion };
  context.log.info('JaCoCo in the version of the POM');
  return 'version of the POM';
}

/** Absolute path of the local repository of the run. */
export function localRepository(inputs: Inputs, { repository, env }: Preparation): string {
  const option = '-Dmaven.repo.local=';
  const given = inputs.args.find((word) => word.startsWith(option))?.slice(option.length);
  return repository ?? given ?? join(env.HOME ?? homedir(), '.m2/repository');
}

/** The slow way (a start of Maven), for parents that only Maven can find and for profiles. */
async function askMaven(inputs: Inputs, preparation: Preparation, context: Context): Promise<boolean> {
  const { folder, maven, mavenEnv, settings, repository } = preparation;
  const output = join(await context.scratchFolder('pom'), 'effective-pom.xml');
  const args = [...commonArguments({ settings, repository, inputs }), '-q', `${helpPlugin}:effective-pom`];
  await runProcess(maven.program, [...maven.prefix, ...args, `-Doutput=${output}`, ...inputs.args], {
    cwd: folder,
    env: mavenEnv,
    timeout: inputs.timeout,
    signal: context.signal,
    onLine: (line) => context.log.debug(line),
  });
  // When Maven cannot make it, the build itself fails a moment later and says why.
  const pom = await readFile(output, 'utf8').catch(() => '');
  return pomFacts(pom).jacoco === 'declared';
}

/** JaCoCo adds to the data of earlier runs, whose classes may have been others. */
export async function forgetCoverage(modules: readonly Module[]): Promise<void> {
  await Promise.all(modules.map(({ folder }) => rm(join(folder, 'target/jacoco.exec'), { force: true })));
}
