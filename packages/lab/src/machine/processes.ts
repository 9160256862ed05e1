import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { LabFailure } from '../failure.ts';
import { inLab, labFolder } from './folders.ts';

/** A process the lab started. Pids are used again by the system; pid and start time together are not. */
export interface LabProcess {
  readonly pid: number;
  /** Clock ticks after boot, from /proc/<pid>/stat. */
  readonly startTime: string;
  /** Milliseconds since 1970. */
  readonly started: number;
}

/** Stands in the environment of a process of this lab, so that one whose starter was killed too early is known too. */
const marker = 'SLIPWAY_LAB_PROCESS';
const markOf = (name: string) => `${labFolder}:${name}`;

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
    env: { ...process.env, ...options.env, [marker]: markOf(name) },
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
  const entry: LabProcess = { pid, startTime: lookAt(pid)?.startTime ?? '', started: Date.now() };
  // Renamed, so that a record that exists is whole.
  await writeFile(`${record(name)}.draft`, JSON.stringify(entry));
  await rename(`${record(name)}.draft`, record(name));
}

/** The process of that name, if it is still the one we started. */
export async function running(name: string): Promise<LabProcess | undefined> {
  const text = await readFile(record(name), 'utf8').catch(() => undefined);
  if (text === undefined) return unrecorded(name);
  const entry = JSON.parse(text) as LabProcess;
  return lookAt(entry.pid)?.startTime === entry.startTime ? entry : undefined;
}

/** Finds a process by its mark: `up` was killed between start and record, or somebody removed the lab's folder. */
async function unrecorded(name: string): Promise<LabProcess | undefined> {
  // Elsewhere than on Linux the lab starts nothing, and `up` says so.
  for (const file of await readdir('/proc').catch(() => [])) {
    const pid = Number(file);
    if (!Number.isInteger(pid)) continue;
    const environment = await readFile(`/proc/${file}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(`${marker}=${markOf(name)}`)) continue;
    const found = lookAt(pid);
    // Its children have inherited the mark; the one that we started leads a session.
    if (found?.session === pid) return { pid, startTime: found.startTime, started: Date.now() };
  }
  return undefined;
}

/** Ends a process we started (SIGTERM, after ten seconds SIGKILL) and forgets it; nothing happens if it is gone. */
export async function stopProcess(name: string, patience = 10_000): Promise<void> {
  const entry = await running(name);
  if (entry) {
    signal(entry.pid, 'SIGTERM');
    const deadline = Date.now() + patience;
    while ((await running(name)) && Date.now() < deadline) await wait(50);
    if (await running(name)) {
      // The whole group: children of a program that was killed would go on without it.
      signal(-entry.pid, 'SIGKILL');
      while (await running(name)) await wait(20);
    }
  }
  await rm(record(name), { force: true });
}

export async function processNames(): Promise<string[]> {
  const files = await readdir(inLab('processes')).catch(() => []);
  return files.flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : [])).sort();
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

/** Start time and session of a live process; undefined when there is none or only its corpse. */
function lookAt(pid: number): { readonly startTime: string; readonly session: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the fields after it do not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : { startTime: fields[19] ?? '', session: Number(fields[3]) };
  } catch {
    return undefined;
  }
}
