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

/** Sends a signal to those that are still there. */
export function signalAll(processes: readonly ProcessId[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const { pid, began } of processes) {
    if (began === '' || beginOf(pid) !== began) continue;
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

/** Empty when there is no such process. The name of its program, which may hold anything, ends with the last `)`. */
function beginOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
