import { plain } from '@slipway/build-result';
import { formatDuration } from '@slipway/findings';
import { type Context, runProcess } from '@slipway/runner';
import { NpmFailure } from './failure.ts';

export interface StepOptions {
  /** What is run, as a sentence begins: `The script "test"`. */
  readonly what: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 at which everything must have ended. */
  readonly deadline: number;
  /** Milliseconds that the whole build may take. */
  readonly timeout: number;
}

export interface StepResult {
  readonly exitCode: number;
  /** What it printed last, without colours and empty lines. */
  readonly lastLines: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
}

/** npm explains how it is used after it has said what is wrong. */
const keptLines = 200;

/**
 * Runs a program and shows what it prints as it comes.
 * @throws {NpmFailure} `npm-timeout`.
 */
export async function runStep(
  program: string,
  args: readonly string[],
  { what, cwd, env, deadline, timeout }: StepOptions,
  context: Context,
): Promise<StepResult> {
  const lastLines: string[] = [];
  const result = await runProcess(program, args, {
    cwd,
    env,
    timeout: Math.max(1, deadline - context.now().getTime()),
    signal: context.signal,
    maxOutput: 0,
    onLine(line) {
      context.log.info(line);
      const text = plain(line);
      if (text !== '') lastLines.push(text);
      if (lastLines.length > keptLines) lastLines.shift();
    },
  });
  if (result.timedOut) {
    throw new NpmFailure({
      code: 'npm-timeout',
      headline: `${what} had not ended when the ${formatDuration(timeout)} of the build ("timeout") were over, and was ended`,
      reason: `Its last line: ${lastLines.at(-1) ?? '(none)'}`,
      advice: 'Give "timeout" more, or look for a test or server that waits for something that does not come.',
      outputs: { result: 'failure' },
    });
  }
  return { exitCode: result.exitCode ?? 1, lastLines, duration: result.duration };
}
