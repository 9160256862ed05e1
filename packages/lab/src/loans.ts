import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComponentName } from './component.ts';
import { inLab } from './machine/folders.ts';

// Who uses components for a while. The last one takes down what the first one brought up.

const loans = () => inLab('loans');
const borrowed = () => inLab('borrowed');

/** Notes that this process uses components; `brought` came up for it, and are to go down when nobody uses them. */
export async function lend(used: readonly ComponentName[], brought: readonly ComponentName[]): Promise<string> {
  await mkdir(loans(), { recursive: true });
  await mkdir(borrowed(), { recursive: true });
  for (const name of brought) await writeFile(join(borrowed(), name), '');
  const loan = join(loans(), `${process.pid}-${randomUUID()}`);
  await writeFile(loan, used.join('\n'));
  return loan;
}

/** Ends a loan: the components that came up for a loan and that nobody uses any more. */
export async function giveBack(loan: string): Promise<ComponentName[]> {
  await rm(loan, { force: true });
  const inUse = new Set<string>();
  for (const file of await readdir(loans()).catch(() => [])) {
    const path = join(loans(), file);
    // Of a process that was killed.
    if (!isAlive(Number.parseInt(file, 10))) await rm(path, { force: true });
    else for (const name of (await readFile(path, 'utf8')).split('\n')) inUse.add(name);
  }
  const names = (await readdir(borrowed()).catch(() => [])) as ComponentName[];
  return names.filter((name) => !inUse.has(name));
}

/** They stay when loans end: somebody wants them up, or they are down already. */
export async function forgetLoans(names: readonly ComponentName[]): Promise<void> {
  for (const name of names) await rm(join(borrowed(), name), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
