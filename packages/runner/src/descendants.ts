import { readdirSync, readFileSync } from 'node:fs';

/** A process, told from a later one with the same number by when it began (in ticks since the machine did). */
export interface ProcessId {
  readonly pid: number;
  readonly began: string;
}

/**
 * The processes below one, as the kernel knows them now; none where it does not tell (another system than Linux). Without
 * waiting, because a process whose parent is gone is found no more.
 */
export function descendantsOf(pid: number): ProcessId[] {
  const found: ProcessId[] = [];
  const waiting = [pid];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const children = childrenOf(next);
    waiting.push(...children);
    found.push(...children.map((child) => ({ pid: child, began: beginOf(child) })));
  }
  return found;
}

/** Those that still run; one that has ended and that nobody has asked about does not. */
export function stillRunning(processes: readonly ProcessId[]): ProcessId[] {
  return processes.filter(({ pid, began }) => began !== '' && beginOf(pid) === began);
}

/** Sends a signal to those that are still there. */
export function signalAll(processes: readonly ProcessId[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const { pid } of stillRunning(processes)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself.
    }
  }
}

function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const texts = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
    return texts.flatMap((text) => text.split(' ').filter(Boolean).map(Number));
  } catch {
    // It ended meanwhile.
    return [];
  }
}

/** Empty when no such process runs. The name of its program, which may hold anything, ends with the last `)`. */
function beginOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
