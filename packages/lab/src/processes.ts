import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { LabFailure } from './failure.ts';
import { inLab } from './folders.ts';

/** A process the lab started. Pids are used again by the system; pid and start time together are not. */
export interface LabProcess {
  readonly pid: number;
  /** Clock ticks after boot, from /proc/<pid>/stat. */
  readonly startTime: string;
  /** Milliseconds since 1970. */
  readonly started: number;
}

const record = (name: string) => inLab('processes', `${name}.json`);
export const logOf = (name: string) => inLab('logs', `${name}.log`);

/** Starts a program that outlives this one; its output goes to a log file of the lab. */
export async function startDetached(
  name: string,
  program: string,
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly uid?: number;
    readonly gid?: number;
    readonly cwd?: string;
  } = {},
): Promise<void> {
  await mkdir(inLab('processes'), { recursive: true });
  await mkdir(inLab('logs'), { recursive: true });
  const log = openSync(logOf(name), 'a');
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...options.env },
    cwd: options.cwd ?? inLab(),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid }),
  });
  closeSync(log);
  const { pid } = await new Promise<{ pid: number | undefined }>((resolve, reject) => {
    child.once('spawn', () => resolve({ pid: child.pid }));
    child.once('error', (error) => reject(new LabFailure(`${program} cannot be started: ${error.message}.`)));
  });
  child.unref();
  if (pid === undefined) throw new LabFailure(`${program} cannot be started.`);
  const entry: LabProcess = { pid, startTime: startTimeOf(pid) ?? '', started: Date.now() };
  await writeFile(record(name), JSON.stringify(entry));
}

/** The process of that name, if it is still the one we started. */
export async function running(name: string): Promise<LabProcess | undefined> {
  const text = await readFile(record(name), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const entry = JSON.parse(text) as LabProcess;
  return startTimeOf(entry.pid) === entry.startTime ? entry : undefined;
}

/** Ends a process we started (SIGTERM, after ten seconds SIGKILL) and forgets it; nothing happens if it is gone. */
export async function stopProcess(name: string, patience = 10_000): Promise<void> {
  const entry = await running(name);
  if (entry) {
    signal(entry.pid, 'SIGTERM');
    const deadline = Date.now() + patience;
    while ((await running(name)) && Date.now() < deadline) await wait(50);
    if (await running(name)) {
      signal(entry.pid, 'SIGKILL');
      while (await running(name)) await wait(20);
    }
  }
  await rm(record(name), { force: true });
}

export async function processNames(): Promise<string[]> {
  const files = await readdir(inLab('processes')).catch(() => []);
  return files.map((file) => file.replace(/\.json$/, '')).sort();
}

/** Waits until `ready` holds. The error has the last lines of the component's log. */
export async function until(name: string, ready: () => Promise<boolean>, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ready().catch(() => false))) {
    const entry = await running(name);
    if (entry === undefined || Date.now() > deadline) {
      const log = await readFile(logOf(name), 'utf8').catch(() => '');
      const state = entry === undefined ? 'ended' : `is not ready after ${seconds} s`;
      throw new LabFailure(
        `${name} ${state}; the last lines of ${logOf(name)}:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`,
      );
    }
    await wait(100);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between.
  }
}

/** Start time of a live process; undefined when there is none or only its corpse. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the fields after it do not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
