import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { kill } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bind } from './bubblewrap.ts';
import { missingIsolation, type Observed } from './isolation.ts';

/** Milliseconds that bwrap may take to set the sandbox up; it takes some 10. */
const patience = 5_000;

export interface Looked {
  /** What is missing from the isolation, one sentence each. */
  readonly missing: readonly string[];
  /** The process that becomes the build, and the init process of its namespace. */
  readonly process: string | undefined;
}

/**
 * Waits until the process below `bwrap` is isolated as it should be, and says what is missing from it when the time is
 * up: nothing, normally after a few milliseconds. The process is held back meanwhile.
 */
export async function awaitIsolation(
  bwrap: number,
  root: string,
  binds: readonly Bind[],
  ended: () => boolean,
): Promise<Looked> {
  const until = performance.now() + patience;
  let looked: Looked = { missing: ['bwrap started no process that could be looked at'], process: undefined };
  while (performance.now() < until && !ended()) {
    const process = await childOf(bwrap);
    const observed = process === undefined ? undefined : await observe(process, root).catch(() => undefined);
    if (observed !== undefined) looked = { missing: missingIsolation(observed, binds), process };
    if (looked.process !== undefined && looked.missing.length === 0) break;
    await pause(3);
  }
  return looked;
}

/**
 * Ends what is left of a sandbox whose bwrap is gone. bwrap binds the life of its process to its own only after it has
 * let it go, so a process that is held back outlives a bwrap that is killed.
 */
export async function endLeftover(process: string | undefined, root: string): Promise<void> {
  if (process === undefined || !(await isRoot(process, root))) return;
  try {
    kill(Number(process), 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

async function childOf(bwrap: number): Promise<string | undefined> {
  const children = await readFile(`/proc/${bwrap}/task/${bwrap}/children`, 'utf8').catch(() => '');
  const [child, ...others] = children.trim().split(/\s+/);
  return child === '' || others.length > 0 ? undefined : child;
}

async function isRoot(process: string, root: string): Promise<boolean> {
  const [own, its] = await Promise.all([stat(root), stat(`/proc/${process}/root/`).catch(() => undefined)]);
  return own.dev === its?.dev && own.ino === its.ino;
}

async function observe(process: string, root: string): Promise<Observed> {
  const [status, mountinfo, namespaces, ownNamespaces, rootIsOurs] = await Promise.all([
    readFile(`/proc/${process}/status`, 'utf8'),
    readFile(`/proc/${process}/mountinfo`, 'utf8'),
    namespacesOf(process),
    namespacesOf('self'),
    isRoot(process, root),
  ]);
  return { status, mountinfo, namespaces, ownNamespaces, rootIsOurs };
}

async function namespacesOf(process: string): Promise<ReadonlyMap<string, string>> {
  const kinds = await readdir(`/proc/${process}/ns`);
  return new Map(
    await Promise.all(kinds.map(async (kind) => [kind, await readlink(`/proc/${process}/ns/${kind}`)] as const)),
  );
}
