import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { type Context, type ProcessResult, runProcess } from '@slipway/runner';

/** Git in a folder of the workspace, to look and never to change anything. */
export interface Git {
  /** Of the work tree, absolute and without symbolic links. */
  readonly root: string;
  /** Runs git to its end, whatever comes of it. */
  call(...args: readonly string[]): Promise<ProcessResult>;
}

/** Undefined where there is no git, or the folder is in no repository of the workspace. */
export async function gitOf(folder: string, context: Context): Promise<Git | undefined> {
  const workspace = await realpath(context.workspace);
  const call = (...args: readonly string[]) => {
    // The checkout may belong to another user than the one of this container, and may bring a program to ask first.
    const safe = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-C', folder];
    const env = { ...context.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
    return runProcess('git', [...safe, ...args], { env, signal: context.signal });
  };
  const found = await call('rev-parse', '--show-toplevel').catch(() => undefined);
  const root = found?.exitCode === 0 ? await realpath(found.stdout.trim()) : '';
  return root === workspace || root.startsWith(workspace + sep) ? { root, call } : undefined;
}
