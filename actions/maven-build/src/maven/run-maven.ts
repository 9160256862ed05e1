import { plain } from '@slipway/build-result';
import { formatDuration } from '@slipway/findings';
import { type Context, runProcess } from '@slipway/runner';
import { MavenFailure } from '../failure.ts';
import type { Preparation } from '../prepare.ts';
import { type BuildLog, readBuildLog } from './build-log.ts';

export interface MavenResult {
  readonly exitCode: number;
  readonly log: BuildLog;
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * Runs Maven and shows what it prints as it comes.
 * @throws {MavenFailure} `maven-timeout`.
 */
export async function runMaven(
  preparation: Preparation,
  args: readonly string[],
  timeout: number,
  context: Context,
): Promise<MavenResult> {
  const { folder, maven, mavenEnv } = preparation;
  const buildLog = readBuildLog();
  let lastLine = '';
  const result = await runProcess(maven.program, [...maven.prefix, ...args], {
    cwd: folder,
    env: mavenEnv,
    timeout,
    signal: context.signal,
    maxOutput: 0,
    onLine(line) {
      context.log.info(line);
      buildLog.add(line);
      lastLine = plain(line) || lastLine;
    },
  });
  if (result.timedOut) {
    throw new MavenFailure({
      code: 'maven-timeout',
      headline: `Maven did not end within ${formatDuration(timeout)} ("timeout") and was ended`,
      reason: `Its last line: ${lastLine}`,
      advice: 'Give "timeout" more, or look for a test that waits for something that does not come.',
      outputs: { result: 'failure' },
    });
  }
  return { exitCode: result.exitCode ?? 1, log: buildLog.result(), duration: result.duration };
}
