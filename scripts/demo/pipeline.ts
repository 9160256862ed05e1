import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { type ActLine, readActLine } from './act-line.ts';

/** Why workflows run. */
export type Cause =
  /** `before` is the commit before the push; empty for a new branch. */
  | { readonly event: 'push'; readonly before: string; readonly commit: string }
  /** `workflow` is a file in .github/workflows. */
  | {
      readonly event: 'workflow_dispatch';
      readonly workflow: string;
      readonly inputs: Readonly<Record<string, string>>;
    };

export interface PipelineSettings {
  /** The act program. */
  readonly act: string;
  /** Checkout whose workflows run; its commit has been pushed. */
  readonly checkout: string;
  /** Owner and name of the checkout's repository on the git server. */
  readonly repository: string;
  readonly cause: Cause;
  /** Staged copy of slipway, and the reference that callers use for it. */
  readonly slipway: { readonly folder: string; readonly reference: string };
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Environment of the machine the jobs run on. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder for log, summaries and event. */
  readonly results: string;
  readonly runNumber: number;
  readonly onStep?: (step: StepRun) => void;
}

export interface StepRun {
  readonly job: string;
  readonly name: string;
  readonly result: string;
  /** Milliseconds. */
  readonly duration: number;
}

export interface PipelineRun {
  readonly exitCode: number;
  /** Result of each job that ran, by its path, such as `build/build`. A skipped job is not in it. */
  readonly jobs: ReadonlyMap<string, string>;
  readonly steps: readonly StepRun[];
  /** Outputs of the steps, by `<job>/<step id>/<output>`. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly annotations: readonly { readonly level: string; readonly message: string }[];
  readonly log: string;
  readonly summary: string;
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * Runs the workflows of a checkout with act, on this machine and without containers, as their cause would on GitHub.
 * Secrets go through a file of mode 0600. act exits 0 when it skips a job whose runner label it does not know, so judge by
 * `jobs`, not by `exitCode` alone.
 */
export async function runPipeline(settings: PipelineSettings): Promise<PipelineRun> {
  const { results } = settings;
  await mkdir(results, { recursive: true });
  const [event, secrets, log, summary] = ['event.json', 'secrets.yml', 'log.txt', 'summary.md'].map((name) =>
    join(results, name),
  ) as [string, string, string, string];
  await writeFile(event, JSON.stringify(eventOf(settings)));
  // JSON is YAML, which act reads for files of this name.
  await writeFile(secrets, JSON.stringify(settings.secrets), { mode: 0o600 });

  const start = performance.now();
  const collected = collector(settings.onStep);
  const exitCode = await runAct(settings, actArguments(settings, event, secrets), log, collected.add).finally(() =>
    rm(secrets, { force: true }),
  );
  await writeFile(summary, collected.summaries.join('\n'));
  const { jobs, steps, outputs, annotations } = collected;
  return {
    exitCode,
    jobs,
    steps,
    outputs,
    annotations,
    log,
    summary,
    duration: performance.now() - start,
  };
}

/** Runs act, writes a readable log, hands on each line; resolves to the exit code. */
async function runAct(
  settings: PipelineSettings,
  args: readonly string[],
  log: string,
  onLine: (line: ActLine) => void,
): Promise<number> {
  const child = execa(settings.act, args, {
    cwd: settings.checkout,
    preferLocal: true,
    localDir: import.meta.dirname,
    all: true,
    reject: false,
    buffer: false,
    env: settings.environment,
  });
  const logFile = createWriteStream(log);
  for await (const text of createInterface({ input: child.all })) {
    const line = readActLine(text);
    if (line.text !== '') logFile.write(`${line.job === '' ? '' : `[${line.job}] `}${line.text}\n`);
    onLine(line);
  }
  const { exitCode } = await child;
  await new Promise((resolve) => logFile.end(resolve));
  return exitCode ?? 1;
}

function eventOf({ cause, repository }: PipelineSettings): unknown {
  const [owner = '', name = ''] = repository.split('/');
  const about = { full_name: repository, name, owner: { login: owner }, default_branch: 'main' };
  if (cause.event === 'workflow_dispatch') return { ref: 'refs/heads/main', inputs: cause.inputs, repository: about };
  return {
    ref: 'refs/heads/main',
    before: cause.before || '0'.repeat(40),
    after: cause.commit,
    repository: about,
    head_commit: { id: cause.commit },
  };
}

function actArguments(settings: PipelineSettings, event: string, secrets: string): string[] {
  const variables = Object.entries(settings.variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]);
  const { cause } = settings;
  return [
    cause.event,
    ...(cause.event === 'push' ? [] : [`--workflows=.github/workflows/${cause.workflow}`]),
    '--json',
    '--rm',
    '--platform=self-hosted=-self-hosted',
    `--local-repository=${settings.slipway.reference}=${settings.slipway.folder}`,
    '--action-offline-mode',
    '--cache-server-addr=127.0.0.1',
    `--cache-server-path=${join(dirname(settings.results), 'cache')}`,
    `--eventpath=${event}`,
    `--secret-file=${secrets}`,
    `--env=GITHUB_REPOSITORY=${settings.repository}`,
    `--env=GITHUB_SERVER_URL=${settings.environment.GITHUB_SERVER_URL ?? ''}`,
    `--env=GITHUB_RUN_NUMBER=${settings.runNumber}`,
    `--env=GITHUB_RUN_ID=${settings.runNumber}`,
    ...variables,
  ];
}

function collector(onStep: ((step: StepRun) => void) | undefined) {
  const jobs = new Map<string, string>();
  const steps: StepRun[] = [];
  const outputs = new Map<string, string>();
  const annotations: { level: string; message: string }[] = [];
  const summaries: string[] = [];
  const add = (line: ActLine) => {
    if (line.jobResult !== undefined) jobs.set(line.job, line.jobResult);
    if (line.output !== undefined) outputs.set(`${line.job}/${line.stepId}/${line.output.name}`, line.output.value);
    if (line.summary !== undefined) summaries.push(line.summary);
    if (line.annotation !== undefined) annotations.push(line.annotation);
    if (line.stepEnd !== undefined) {
      const step = { job: line.job, name: line.step, ...line.stepEnd };
      steps.push(step);
      onStep?.(step);
    }
  };
  return { add, jobs, steps, outputs, annotations, summaries };
}
