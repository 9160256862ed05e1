import { annotateTests, conclude, factsOf, findChanges, type Outputs, publishCheckRun } from '@slipway/build-result';
import type { Context } from '@slipway/runner';
import { forgetMissing, removeBroken } from '@slipway/toolchain';
import { takeStock } from './account.ts';
import { annotateCompilerErrors } from './annotate.ts';
import { MavenFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { mavenArguments } from './maven/arguments.ts';
import { chooseJacoco, forgetCoverage, localRepository } from './maven/choose-jacoco.ts';
import { explainFailure } from './maven/explain.ts';
import { type Module, modulesOf } from './maven/project.ts';
import { type MavenResult, runMaven } from './maven/run-maven.ts';
import { type Preparation, prepare } from './prepare.ts';

const argLineAdvice =
  "a POM that sets surefire's argLine must keep the agent in it (@{argLine}), and jacoco.skip must not be set.";

/** Compiles, tests and measures a Maven project in one run, and says what the build is worth. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const { log } = context;
  const startedAt = context.now();
  const preparation = await prepare(inputs, context);
  const { workspace, folder, script, env } = preparation;
  const modules = await modulesOf(folder, workspace);

  const timeLeft = () => Math.max(1, inputs.timeout - (context.now().getTime() - startedAt.getTime()));
  const attempt = () => log.group('Maven', () => build(inputs, preparation, modules, timeLeft(), context));
  const first = await attempt();
  const maven = (await mendRepository(first, inputs, preparation, context)) ? await attempt() : first;
  const changes = await findChanges(inputs.changedSince, folder, workspace, context);
  const account = await takeStock(maven, inputs, changes, { modules, workspace, startedAt });
  if (maven.exitCode !== 0) {
    annotateTests(account.tests, true, log);
    annotateCompilerErrors(maven.log, workspace, log);
    await publishCheckRun('Maven', account, inputs, context);
    const explained = explainFailure(maven.log, maven.exitCode, workspace);
    if (explained.code === 'dependencies-unresolved') {
      const count = await forgetMissing(localRepository(inputs, preparation));
      if (count > 0) log.info(`The next build asks again for what was not to be had (${count} files)`);
    }
    throw new MavenFailure({ ...explained, ...factsOf(account, 'Maven') });
  }
  return conclude(
    account,
    {
      tool: 'Maven',
      rules: inputs,
      check: inputs,
      withoutCoverage: inputs.jacoco ? argLineAdvice : undefined,
      delivery: script && { script, given: inputs.deliverScript, cwd: folder, env, timeout: timeLeft() },
    },
    { ...context, workspace },
  );
}

async function build(
  inputs: Inputs,
  preparation: Preparation,
  modules: readonly Module[],
  timeLeft: number,
  context: Context,
): Promise<MavenResult> {
  const { maven, settings, repository } = preparation;
  context.log.info(`Maven is ${maven.described}`);
  const jacoco = await chooseJacoco(inputs, preparation, modules, context);
  if (jacoco !== 'none') await forgetCoverage(modules);
  const args = mavenArguments({ goals: inputs.goals, jacoco, settings, repository, inputs });
  context.log.info(`mvn ${args.join(' ')}`);
  return runMaven(preparation, args, { timeout: inputs.timeout, timeLeft }, context);
}

const maxNamed = 5;

/** Removes broken files of the local repository where they may have misled Maven; returns whether there were any. */
async function mendRepository(
  { log: { doubtsRepository } }: MavenResult,
  inputs: Inputs,
  preparation: Preparation,
  { log }: Context,
): Promise<boolean> {
  if (!doubtsRepository) return false;
  const repository = localRepository(inputs, preparation);
  const broken = await removeBroken(repository);
  if (broken.length === 0) return false;
  const named = broken.slice(0, maxNamed).join(', ');
  const more = broken.length > maxNamed ? ` and ${broken.length - maxNamed} more` : '';
  log.warning(`Broken files in the local repository ${repository} are removed, and Maven runs again: ${named}${more}`);
  return true;
}
