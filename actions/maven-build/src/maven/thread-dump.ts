import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';

/** What one JVM was doing. */
export interface ThreadDump {
  readonly pid: number;
  /** Whether it is one that runs tests, and not Maven's own. */
  readonly runsTests: boolean;
  /** As the JVM prints it. */
  readonly text: string;
}

/** Milliseconds for one JVM to answer; one that is stopped never does. */
const patience = 10_000;

/**
 * What every JVM below this process is doing, asked by the JDK's own jcmd. None where there is no /proc or no jcmd.
 * @param env of the build, which has the JDK
 */
export async function dumpThreads(env: Readonly<Record<string, string>>): Promise<ThreadDump[]> {
  const jcmd = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin/jcmd') : 'jcmd';
  const dumps = (await javaBelow(process.pid)).map(async ({ pid, command }) => {
    const asked = await runProcess(jcmd, [String(pid), 'Thread.print', '-l'], { env, timeout: patience }).catch(
      () => undefined,
    );
    if (asked?.exitCode !== 0) return [];
    return [{ pid, runsTests: /surefire|failsafe/i.test(command), text: asked.stdout }];
  });
  return (await Promise.all(dumps)).flat();
}

async function javaBelow(ancestor: number): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const [stat, command] = await Promise.all([read('stat'), read('cmdline')]);
      // The name in parentheses may hold anything; after it come state and parent (man 5 proc).
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      commands.set(pid, command.replaceAll('\0', ' '));
    }),
  );
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid) ?? 0;
    return parent === ancestor || (parent > 1 && isBelow(parent));
  };
  return pids
    .filter((pid) => /(^|\/)java /.test(commands.get(pid) ?? '') && isBelow(pid))
    .map((pid) => ({ pid, command: commands.get(pid) ?? '' }));
}

/** Frames that say nothing about the service: of the JDK, of Maven, of test frameworks. */
const foreign =
  /^(java|javax|jdk|sun|com\.sun|org\.junit|junit|org\.apache\.maven|org\.mockito|org\.testng|org\.codehaus)\./;

/**
 * Where the tests stand, in a sentence: the first frame of the service in the thread that runs them, and what it waits in.
 * Undefined where no dump shows one.
 */
export function whereTestsStand(dumps: readonly ThreadDump[]): string | undefined {
  const inOrder = [...dumps].sort((one, other) => Number(other.runsTests) - Number(one.runsTests));
  for (const { text } of inOrder) {
    const main = text.split(/\n\s*\n/).find((thread) => thread.startsWith('"main" ')) ?? '';
    const frames = Array.from(main.matchAll(/^\s+at (?:\S+\/)?([\w$.<>]+\([^)]*\))/gm), ([, frame = '']) => frame);
    const own = frames.findIndex((frame) => !foreign.test(frame));
    if (own < 0) continue;
    const inside = own > 0 ? `, in ${frames[0]?.replace(/\(.*/, '')}` : '';
    return `The tests stand at ${frames[own]}${inside}`;
  }
  return undefined;
}
