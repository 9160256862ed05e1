import { relative } from 'node:path';
import {
  type BuildAccount,
  conclude,
  factsOf,
  findChanges,
  type Outputs,
  publishCheckRun,
} from '@slipway/build-result';
import type { Context } from '@slipway/runner';
import { findArtifact } from './artifact.ts';
import { NpmFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { installArguments, scriptArguments } from './manager/commands.ts';
import { explainInstall, hasHalfPackages } from './manager/explain-install.ts';
import { ownWords } from './manager/noise.ts';
import { findManager, type ManagerProgram } from './manager/program.ts';
import { type Preparation, prepare } from './prepare.ts';
import { runStep, type StepResult } from './step.ts';
import { type ScriptRun, takeStock } from './stock.ts';
import { coverageFolder, forgetCoverage } from './tests/read-reports.ts';
import { type Reporter, reporterFor } from './tests/reporter.ts';

const coverageAdvice = 'vitest needs @vitest/coverage-v8 or @vitest/coverage-istanbul for it.';

/** Installs, lints, tests and builds a front-end service, and says what the build is worth. */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const startedAt = context.now();
  const preparation = await prepare(inputs, context);
  const build = new Build(inputs, preparation, startedAt.getTime() + inputs.timeout, context);
  await build.install();
  const lint = await build.lint();
  const tests = await build.test();
  const { folder, workspace } = preparation;
  const changes = await findChanges(inputs.changedSince, folder, workspace, context);
  const stock = await takeStock({ lint, ...tests }, inputs, { folder, workspace, startedAt, changes });
  if (tests.test?.exitCode === 0 && stock.totals.total === 0 && stock.problems.length === 0) {
    context.log.info('No report of tests is found: how many passed is not known; "test-reports" says where to look');
  }
  const finish = (artifact: string | undefined): BuildAccount => ({
    ...stock,
    artifact: artifact === undefined ? undefined : relative(workspace, artifact),
    duration: context.now().getTime() - startedAt.getTime(),
  });
  if (stock.verdict.result !== 'failure') {
    const failed = await build.build();
    const account = { ...finish(undefined), verdict: { result: 'failure', reasons: [] } } as const;
    if (failed !== undefined) {
      await publishCheckRun(build.tool, account, inputs, context);
      throw new NpmFailure({ ...failed, ...factsOf(account, build.tool) });
    }
  }
  const artifact = await build.artifact(startedAt, stock.verdict.result === 'failure');
  return build.deliver(finish(artifact));
}

/** The steps of one build, each with the time that is left. */
class Build {
  readonly tool: string;
  readonly #inputs: Inputs;
  readonly #preparation: Preparation;
  readonly #deadline: number;
  readonly #context: Context;
  #program: ManagerProgram | undefined;
  #reporter: Reporter | undefined;

  constructor(inputs: Inputs, preparation: Preparation, deadline: number, context: Context) {
    this.tool = preparation.manager.name;
    this.#inputs = inputs;
    this.#preparation = preparation;
    this.#deadline = deadline;
    this.#context = context;
  }

  /** @throws {NpmFailure} */
  async install(): Promise<void> {
    const { folder, installEnv, manager } = this.#preparation;
    const { log } = this.#context;
    const options = { ...this.#limits, what: 'The installation', cwd: folder, env: installEnv };
    await log.group('Install', async () => {
      const program = await findManager(manager, this.#preparation, options, this.#context);
      this.#program = program;
      log.info(`The package manager is ${manager.name}, ${manager.why}: ${program.described}`);
      const args = installArguments(manager, this.#inputs.installArgs);
      log.info(`${manager.name} ${args.join(' ')}`);
      const result = await runStep(program.program, [...program.prefix, ...args], options, this.#context);
      if (result.exitCode === 0 && !hasHalfPackages(result.lastLines)) return;
      const outputs = { result: 'failure' };
      throw new NpmFailure({ ...explainInstall(manager.name, result.exitCode, result.lastLines), outputs });
    });
  }

  /** Undefined when there is no such script. */
  async lint(): Promise<ScriptRun | undefined> {
    const name = this.#preparation.scripts.lint;
    return name === undefined ? undefined : { name, ...(await this.#script('Lint', name)) };
  }

  async test(): Promise<{ readonly test: ScriptRun | undefined; readonly reporter: Reporter | undefined }> {
    const { folder, scripts, project } = this.#preparation;
    if (scripts.test === undefined) return { test: undefined, reporter: undefined };
    await forgetCoverage(folder);
    const coverage = this.#inputs.coverage ? coverageFolder(folder) : undefined;
    const wishes = { reports: await this.#context.scratchFolder('reports'), coverage };
    this.#reporter = reporterFor(project.scripts[scripts.test] ?? '', project, wishes);
    const result = await this.#script('Test', scripts.test, this.#reporter);
    return { test: { name: scripts.test, ...result }, reporter: this.#reporter };
  }

  /** How the build script failed; undefined when it did not. */
  async build() {
    const name = this.#preparation.scripts.build;
    if (name === undefined) return undefined;
    const { exitCode, lastLines } = await this.#script('Build', name);
    if (exitCode === 0) return undefined;
    const headline = `The script "${name}" ended with exit code ${exitCode}`;
    return { code: 'build-failed', headline, reason: ownWords(lastLines).slice(-15).join('\n') } as const;
  }

  async artifact(startedAt: Date, hasFailed: boolean): Promise<string | undefined> {
    if (hasFailed || this.#preparation.scripts.build === undefined) return undefined;
    return findArtifact(this.#inputs.artifact, this.#preparation.folder, startedAt);
  }

  /** @throws {Failure} */
  deliver(account: BuildAccount): Promise<Outputs> {
    const { workspace, folder, env, deliverScript: script } = this.#preparation;
    const timeout = Math.max(1, this.#deadline - this.#context.now().getTime());
    const delivery = script && { script, given: this.#inputs.deliverScript, cwd: folder, env, timeout };
    const rules = { ...this.#inputs, skipTests: this.#preparation.scripts.test === undefined };
    const withoutCoverage = this.#inputs.coverage && this.#reporter?.tool === 'vitest' ? coverageAdvice : undefined;
    const conclusion = { tool: this.tool, rules, check: this.#inputs, withoutCoverage, delivery };
    return conclude(account, conclusion, { ...this.#context, workspace });
  }

  get #limits() {
    return { deadline: this.#deadline, timeout: this.#inputs.timeout };
  }

  #script(title: string, name: string, reporter?: Reporter): Promise<StepResult> {
    const { folder, env, manager } = this.#preparation;
    const { program, prefix } = this.#program ?? { program: manager.name, prefix: [] };
    const args = scriptArguments(manager, name, reporter?.args ?? []);
    const variables = reporter?.env ?? {};
    const what = `The script "${name}"`;
    const options = { ...this.#limits, what, cwd: folder, env: { ...env, ...variables } };
    return this.#context.log.group(title, () => {
      this.#context.log.info(`${manager.name} ${args.join(' ')}`);
      return runStep(program, [...prefix, ...args], options, this.#context);
    });
  }
}
