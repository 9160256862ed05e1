import { plain } from '@slipway/build-result';
import { formatDuration } from '@slipway/findings';
import { type Context, runProcess } from '@slipway/runner';
import { MavenFailure } from '../failure.ts';
import type { Preparation } from '../prepare.ts';
import { type BuildLog, readBuildLog } from './build-log.ts';
import { dumpThreads, whereTestsStand } from './thread-dump.ts';

export interface MavenResult {
  readonly exitCode: number;
  readonly log: BuildLog;
  /** Milliseconds. */
  readonly duration: number;
}

/** Milliseconds. */
export interface Limits {
  /** That the whole build may take. */
  readonly timeout: number;
  /** What is left of them. */
  readonly timeLeft: number;
}

/** Of a thread dump, which a service with a thousand threads makes long. */
const dumpLines = 3000;

/**
 * Runs Maven and shows what it prints as it comes.
 * @throws {MavenFailure} `maven-timeout`.
 */
export async function runMaven(
  preparation: Preparation,
  args: readonly string[],
  { timeout, timeLeft }: Limits,
  context: Context,
): Promise<MavenResult> {
  const { folder, maven, mavenEnv } = preparation;
  const buildLog = readBuildLog();
  let lastLine = '';
  let stand: string | undefined;
  const result = await runProcess(maven.program, [...maven.prefix, ...args], {
    cwd: folder,
    env: mavenEnv,
    timeout: timeLeft,
    signal: context.signal,
    maxOutput: 0,
    async onTimeout() {
      const dumps = await dumpThreads(mavenEnv);
      stand = whereTestsStand(dumps);
      for (const { pid, runsTests, text } of dumps) {
        const title = `Threads of the JVM of ${runsTests ? 'the tests' : 'Maven'} (${pid})`;
        await context.log.group(title, async () => {
          for (const line of text.split('\n').slice(0, dumpLines)) context.log.info(line);
        });
      }
    },
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
      reason: [`Its last line: ${lastLine}`, ...(stand === undefined ? [] : [stand])].join('\n'),
      advice:
        'Give "timeout" more, or look for a test that waits for something that does not come: the log has the threads.',
      outputs: { result: 'failure' },
    });
  }
  return { exitCode: result.exitCode ?? 1, log: buildLog.result(), duration: result.duration };
}
