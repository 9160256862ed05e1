import { resolve } from 'node:path';
import { Failure } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import type { BuildAccount } from './account.ts';
import { annotateTests } from './annotate.ts';
import { type CheckRunInputs, publishCheckRun } from './check-run.ts';
import { type DeliverScript, deliver } from './deliver.ts';
import { type Outputs, outputsOf, texts } from './outputs.ts';
import { summarize } from './summary.ts';
import type { Rules } from './verdict.ts';

/** What is left to do when the build tool is through. */
export interface Conclusion {
  /** Name of the build tool, as the summary's headline has it. */
  readonly tool: string;
  readonly rules: Rules;
  readonly check: CheckRunInputs;
  /** What to say when tests passed and nothing was measured; undefined when no coverage was to be measured. */
  readonly withoutCoverage: string | undefined;
  readonly delivery: Delivery | undefined;
}

export interface Delivery {
  readonly script: DeliverScript;
  /** As the user gave it. */
  readonly given: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Shows what a build came to where people look, and delivers it.
 * @throws {Failure} `tests-failed` or `deliver-failed`, with outputs and summary.
 */
export async function conclude(account: BuildAccount, conclusion: Conclusion, context: Context): Promise<Outputs> {
  const { result, reasons } = account.verdict;
  annotateTests(account.tests, result === 'failure', context.log);
  await publishCheckRun(conclusion.tool, account, conclusion.check, context);
  const facts = factsOf(account, conclusion.tool);
  if (result === 'failure') throw new Failure({ code: 'tests-failed', headline: reasons.join('; '), ...facts });
  warn(account, conclusion, context);

  if (conclusion.delivery !== undefined) {
    const { script, given, env, ...options } = conclusion.delivery;
    const artifact = account.artifact === undefined ? '' : resolve(context.workspace, account.artifact);
    const variables = { SLIPWAY_RESULT: result, SLIPWAY_ARTIFACT: artifact };
    const failure = await context.log.group('Deliver', () =>
      deliver(script, given, { ...options, env: { ...env, ...variables }, context }),
    );
    if (failure !== undefined) {
      throw new Failure({ ...failure, ...facts, outputs: { ...facts.outputs, result: 'failure' } });
    }
  }
  await context.summary(facts.summary);
  return outputsOf(account);
}

/** What a failure carries of a build that went as far as this. */
export function factsOf(account: BuildAccount, tool: string) {
  return { outputs: texts(outputsOf(account)), summary: summarize(tool, account) };
}

function warn(account: BuildAccount, { rules, withoutCoverage }: Conclusion, { log }: Context): void {
  const { changed, modules } = account;
  if (changed.kind !== 'measured' && modules.length > 0) {
    log.info(`The coverage of the changed lines is not known: ${changed.why}`);
  }
  for (const reason of account.verdict.reasons) log.warning(`The build is unstable: ${reason}`);
  if (rules.testFailures === 'ignore') for (const problem of account.problems) log.warning(problem);
  if (withoutCoverage !== undefined && account.totals.passed > 0 && account.modules.length === 0) {
    log.warning(`No coverage was measured although tests ran: ${withoutCoverage}`);
  }
}
