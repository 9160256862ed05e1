import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, runProcess } from '@slipway/runner';
import { SonarFailure } from '../failure.ts';
import type { Inputs, Scanner } from '../inputs.ts';
import { scannerArguments } from './arguments.ts';
import { type Scope, scopeArguments } from './branch.ts';
import type { ChosenScanner } from './choose.ts';

/** What a scanner writes about the analysis it sent. */
export interface ScanReport {
  readonly taskId: string;
  readonly dashboardUrl: string;
}

const reportPaths: Readonly<Record<Scanner, string>> = {
  maven: 'target/sonar/report-task.txt',
  cli: '.scannerwork/report-task.txt',
};

export interface Scan {
  readonly scanner: ChosenScanner;
  /** Folder of the project. */
  readonly folder: string;
  readonly scope: Scope;
  /** Environment of the scanner, with address and token of the server. */
  readonly env: Readonly<Record<string, string>>;
}

/** Scans a project and sends the result to the server. */
export async function scan(
  { scanner, folder, scope, env }: Scan,
  inputs: Inputs,
  context: Context,
): Promise<ScanReport> {
  const report = join(folder, reportPaths[scanner.kind]);
  // One from an earlier scan must not be taken for this one's.
  await rm(report, { force: true });
  const args = [...scanner.prefix, ...scannerArguments(scanner.kind, inputs), ...scopeArguments(scope)];
  const result = await runProcess(scanner.program, args, {
    cwd: folder,
    env,
    timeout: inputs.timeout,
    signal: context.signal,
    onLine: (line) => context.log.info(line),
  });
  if (result.timedOut)
    throw new SonarFailure({
      code: 'time-up',
      headline: 'The scan did not end in time',
      advice: 'Raise timeout.',
      outputs: { result: 'failure' },
    });
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (result.exitCode !== 0 || text === undefined) {
    throw new SonarFailure({
      code: 'scan-failed',
      headline:
        result.exitCode === 0
          ? 'The scanner sent no analysis'
          : `The scan failed with exit code ${result.exitCode ?? result.signal}`,
      reason: errorLines(`${result.stdout}\n${result.stderr}`),
      outputs: { result: 'failure' },
    });
  }
  return parseReport(text);
}

/** Reads report-task.txt, a file of Java properties. */
export function parseReport(text: string): ScanReport {
  const values = new Map(
    Array.from(text.matchAll(/^(\w+)=(.*)$/gm), ([, name = '', value = '']) => [name, value.trim()]),
  );
  return { taskId: values.get('ceTaskId') ?? '', dashboardUrl: values.get('dashboardUrl') ?? '' };
}

/** The first errors of a scanner: those after them mostly say where the log is. */
export function errorLines(output: string): string {
  const lines = output.split('\n').filter((line) => /\bERROR\b/.test(line) && !/\bERROR\W*$/.test(line));
  const kept = lines.length > 0 ? lines.slice(0, 5) : output.trim().split('\n').slice(-5);
  return kept.map((line) => line.replace(/^[\d:., ]*\[?ERROR\]?:?\s*/, '')).join('\n');
}
