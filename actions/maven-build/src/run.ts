import { resolve } from 'node:path';
import type { Context } from '@slipway/runner';
import { type BuildAccount, takeStock } from './account.ts';
import { annotateCompilerErrors, annotateTests } from './annotate.ts';
import { deliver } from './deliver.ts';
import { MavenFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { mavenArguments } from './maven/arguments.ts';
import { chooseJacoco, forgetCoverage } from './maven/choose-jacoco.ts';
import { explainFailure } from './maven/explain.ts';
import { type Module, modulesOf } from './maven/project.ts';
import { type MavenResult, runMaven } from './maven/run-maven.ts';
import { type Outputs, outputsOf, texts } from './outputs.ts';
import { type Preparation, prepare } from './prepare.ts';
import { summarize } from './summary.ts';

/** Compiles, tests and measures a Maven project in one run, and says what the build is worth. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const { log } = context;
  const startedAt = context.now();
  const preparation = await prepare(inputs, context);
  const { workspace, folder } = preparation;
  const modules = await modulesOf(folder, workspace);

  const maven = await log.group('Maven', () => build(inputs, preparation, modules, context));
  const account = await takeStock(maven, inputs, { modules, workspace, startedAt });
  const { result, reasons } = account.verdict;
  annotateTests(account.tests, result === 'failure', log);
  const outputs = outputsOf(account);
  const facts = { outputs: texts(outputs), summary: summarize(account) };
  if (maven.exitCode !== 0) {
    annotateCompilerErrors(maven.log, workspace, log);
    throw new MavenFailure({ ...explainFailure(maven.log, maven.exitCode, workspace), ...facts });
  }
  if (result === 'failure') throw new MavenFailure({ code: 'tests-failed', headline: reasons.join('; '), ...facts });
  warn(account, inputs, context);

  const { script, env } = preparation;
  if (script !== undefined) {
    const artifact = account.artifact === undefined ? '' : resolve(workspace, account.artifact);
    const variables = { SLIPWAY_RESULT: result, SLIPWAY_ARTIFACT: artifact };
    const timeout = Math.max(1, inputs.timeout - (context.now().getTime() - startedAt.getTime()));
    const options = { cwd: folder, env: { ...env, ...variables }, timeout, context };
    const failure = await log.group('Deliver', () => deliver(script, inputs.deliverScript, options));
    if (failure !== undefined) {
      throw new MavenFailure({ ...failure, ...facts, outputs: { ...facts.outputs, result: 'failure' } });
    }
  }
  await context.summary(facts.summary);
  return outputs;
}

async function build(
  inputs: Inputs,
  preparation: Preparation,
  modules: readonly Module[],
  context: Context,
): Promise<MavenResult> {
  const { maven, settings, repository } = preparation;
  context.log.info(`Maven is ${maven.described}`);
  const jacoco = await chooseJacoco(inputs, preparation, modules, context);
  if (jacoco !== 'none') await forgetCoverage(modules);
  const args = mavenArguments({ goals: inputs.goals, jacoco, settings, repository, inputs });
  context.log.info(`mvn ${args.join(' ')}`);
  return runMaven(preparation, args, inputs.timeout, context);
}

function warn(account: BuildAccount, inputs: Inputs, { log }: Context): void {
  for (const reason of account.verdict.reasons) log.warning(`The build is unstable: ${reason}`);
  if (inputs.testFailures === 'ignore') for (const problem of account.problems) log.warning(problem);
  if (inputs.jacoco && account.totals.passed > 0 && account.modules.length === 0) {
    log.warning(
      "No coverage was measured although tests ran: a POM that sets surefire's argLine must keep the agent in it (@{argLine}), and jacoco.skip must not be set.",
    );
  }
}
