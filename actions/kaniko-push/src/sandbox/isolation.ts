import { type Bind, ownMounts } from './bubblewrap.ts';
import { neededMask } from './capabilities.ts';

/** What the kernel says about a process that is about to become the build. */
export interface Observed {
  /** Text of /proc/<pid>/status. */
  readonly status: string;
  /** Text of /proc/<pid>/mountinfo. */
  readonly mountinfo: string;
  /** Its namespaces as /proc/<pid>/ns names them, by kind. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Ours. */
  readonly ownNamespaces: ReadonlyMap<string, string>;
  /** Whether its root is the folder that was made for it. */
  readonly rootIsOurs: boolean;
}

const separate = ['mnt', 'pid', 'ipc', 'uts', 'cgroup'];
const capabilitySets = ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'];

/**
 * What is missing from the isolation, one sentence each; none when the build may begin. It is judged by what the
 * kernel shows and not by what bwrap was asked for: an older or patched bwrap, or a kernel that ignores a part of it,
 * would otherwise hand the machine to the Dockerfile.
 */
export function missingIsolation(observed: Observed, binds: readonly Bind[]): string[] {
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(observed.status)?.[1];
  const missing: string[] = [];
  for (const name of capabilitySets) {
    const set = field(name);
    const extra = set === undefined ? undefined : BigInt(`0x${set}`) & ~neededMask;
    if (extra !== 0n) missing.push(`it has more capabilities than it needs (${name} ${set ?? 'unknown'})`);
  }
  if (field('NoNewPrivs') !== '1') missing.push('it could gain privileges from setuid programs');
  for (const kind of separate) {
    const own = observed.ownNamespaces.get(kind);
    const its = observed.namespaces.get(kind);
    if (own === undefined || its === undefined || own === its)
      missing.push(`it shares the ${kind} namespace of the machine`);
  }
  if (!observed.rootIsOurs) missing.push('its root is not the folder made for it');
  return [...missing, ...wrongMounts(parseMounts(observed.mountinfo), binds)];
}

interface Mount {
  readonly point: string;
  readonly options: readonly string[];
}

/** Lines of mountinfo: `id parent device root point options … - type source options` (man 5 proc). */
function parseMounts(mountinfo: string): Mount[] {
  return mountinfo
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, , , , point = '', options = ''] = line.split(' ');
      const plain = point.replace(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      );
      return { point: plain, options: options.split(',') };
    });
}

function wrongMounts(mounts: readonly Mount[], binds: readonly Bind[]): string[] {
  const wrong: string[] = [];
  for (const { point, options } of mounts) {
    const bind = binds.find(({ target }) => target === point);
    if (bind === undefined && !ownMounts.some((pattern) => pattern.test(point)))
      wrong.push(`it sees ${point} of the machine`);
    if (bind !== undefined && bind.writable !== true && !options.includes('ro')) wrong.push(`${point} is writable`);
    if (/^\/proc\/./.test(point) && !options.includes('ro')) wrong.push(`${point} is writable`);
    if (!options.includes('nosuid')) wrong.push(`${point} lets setuid programs gain privileges`);
  }
  // The last mount on a point is the one that counts; that there is one at all is what is asked here.
  if (!mounts.some(({ point }) => point === '/proc/sys'))
    wrong.push('the settings of the kernel (/proc/sys) are writable');
  return wrong;
}
