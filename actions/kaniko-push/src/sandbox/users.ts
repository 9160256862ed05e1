import { type Context, findProgram, runProcess } from '@slipway/runner';

/** Which users there are in the sandbox, besides root. */
export interface Users {
  /** What a program has to be started by to have them; nothing for root. */
  readonly startedBy: readonly string[];
  /** Whether bwrap makes a user namespace, in which there is nobody else. */
  readonly ownUserNamespace: boolean;
}

/**
 * Root has all users of the machine. Another user has those that /etc/subuid and /etc/subgid give, where newuidmap and newgidmap
 * may map them (man 1 unshare, `--map-auto`, since util-linux 2.38); else there is only this one.
 */
export async function usersOf({ env, signal }: Pick<Context, 'env' | 'signal'>): Promise<Users> {
  if (process.getuid?.() === 0) return { startedBy: [], ownUserNamespace: false };
  const alone = { startedBy: [], ownUserNamespace: true };
  const unshare = await findProgram('unshare', env);
  if (unshare === undefined) return alone;
  const mapping = ['--user', '--map-root-user', '--map-auto', '--'];
  const { exitCode } = await runProcess(unshare, [...mapping, 'true'], { env, signal });
  return exitCode === 0 ? { startedBy: [unshare, ...mapping], ownUserNamespace: false } : alone;
}
