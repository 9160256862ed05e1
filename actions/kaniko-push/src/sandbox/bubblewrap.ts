import { neededCapabilities } from './capabilities.ts';

/** A file or folder of the machine that the build sees. */
export interface Bind {
  readonly source: string;
  readonly target: string;
  readonly writable?: boolean;
}

export interface Sandbox {
  /** Empty folder that becomes the build's root. */
  readonly root: string;
  readonly binds: readonly Bind[];
  /** For a user who is not root: a user namespace in which only this user exists, as root. */
  readonly ownUserNamespace: boolean;
}

/** Mount points that bubblewrap makes besides the binds; /proc/sys and its like are there to be read only. */
export const ownMounts = [/^\/$/, /^\/proc$/, /^\/proc\/(sys|sysrq-trigger|irq|bus|fs)$/, /^\/dev(\/.*)?$/];

/**
 * The arguments of bwrap up to the program. As root, bwrap keeps every capability unless told to drop all, and its own
 * cover of /proc/sys could be taken off again; so both are said here, and looked at before the build begins.
 * `--block-fd 0` holds the program back until something comes in on standard input.
 */
export function bubblewrapArguments({ root, binds, ownUserNamespace }: Sandbox): string[] {
  return [
    ...(ownUserNamespace ? ['--unshare-user', '--uid', '0', '--gid', '0'] : []),
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup', '--hostname', 'kaniko'],
    ...['--die-with-parent', '--new-session', '--block-fd', '0'],
    ...['--cap-drop', 'ALL', ...Object.keys(neededCapabilities).flatMap((name) => ['--cap-add', name])],
    ...['--bind', root, '/', '--dev', '/dev', '--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys'],
    ...['--ro-bind-try', '/proc/sysrq-trigger', '/proc/sysrq-trigger', '--ro-bind-try', '/proc/fs', '/proc/fs'],
    ...binds.flatMap(({ source, target, writable }) => [writable ? '--bind' : '--ro-bind', source, target]),
    ...['--chdir', '/', '--'],
  ];
}
