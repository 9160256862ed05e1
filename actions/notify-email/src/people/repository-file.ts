import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { Failure } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import type { Sources } from '../pipeline/open-history.ts';

/** Enough for any list of people. */
const longest = 1_000_000;

/**
 * A file of the repository: from the workspace, else through the API, for a job that mails seldom checks out. Undefined
 * when it is nowhere.
 */
export async function readRepositoryFile(
  path: string,
  api: Sources['api'],
  { workspace, github }: Pick<Context, 'workspace' | 'github'>,
): Promise<string | undefined> {
  const root = await realpath(workspace).catch(() => workspace);
  const local = await realpath(resolve(root, path)).catch(() => undefined);
  const within = local === undefined ? '..' : relative(root, local);
  if (local !== undefined && !within.startsWith('..') && !isAbsolute(within))
    return (await readFile(local, 'utf8')).slice(0, longest);
  if (api === undefined || isAbsolute(path)) return undefined;
  try {
    return await api.github.file(path, github.sha || api.own.run.headSha);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
