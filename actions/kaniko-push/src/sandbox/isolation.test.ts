import { expect, test } from 'vitest';
import { bubblewrapArguments } from './bubblewrap.ts';
import { missingIsolation, type Observed } from './isolation.ts';

const binds = [
  { source: '/work/app', target: '/kaniko/buildcontext' },
  { source: '/tmp/out', target: '/kaniko/image', writable: true },
];

const namespaces = (suffix: string) =>
  new Map(
    ['mnt', 'pid', 'ipc', 'uts', 'cgroup', 'net'].map((kind) => [
      kind,
      kind === 'net' ? 'net:[1]' : `${kind}:[${suffix}]`,
    ]),
  );

/** As a kernel 6 showed it for bubblewrap 0.8. */
const good: Observed = {
  status:
    'Name:\tbwrap\nCapInh:\t00000000800400fb\nCapPrm:\t00000000800400fb\nCapEff:\t00000000800400fb\nCapBnd:\t000001fffeffffff\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\n',
  mountinfo: [
    '66 42 254:0 /tmp/root / rw,nosuid,nodev,relatime - ext4 /dev/vda rw',
    '67 66 0:41 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw',
    '70 67 0:21 /sys /proc/sys ro,nosuid,nodev,relatime - proc proc rw',
    '71 66 0:42 / /dev rw,nosuid,nodev,relatime - tmpfs tmpfs rw',
    '72 71 0:6 /null /dev/null rw,nosuid,relatime - devtmpfs devtmpfs rw',
    '79 66 254:0 /app /kaniko/buildcontext ro,nosuid,nodev,relatime - ext4 /dev/vda rw',
    '80 66 254:0 /out /kaniko/image rw,nosuid,nodev,relatime - ext4 /dev/vda rw',
    '',
  ].join('\n'),
  namespaces: namespaces('2'),
  ownNamespaces: namespaces('1'),
  rootIsOurs: true,
};

const changed = (part: 'status' | 'mountinfo', from: string, to: string): Observed => ({
  ...good,
  [part]: good[part].replace(from, to),
});

test('nothing is missing from a sandbox as it should be', () => {
  expect(missingIsolation(good, binds)).toEqual([]);
});

test.each<[string, Observed, string]>([
  [
    'CAP_SYS_ADMIN',
    changed('status', 'CapEff:\t00000000800400fb', 'CapEff:\t00000000802400fb'),
    'it has more capabilities than it needs (CapEff 00000000802400fb)',
  ],
  [
    'an ambient capability',
    changed('status', 'CapAmb:\t0000000000000000', 'CapAmb:\t0000000000200000'),
    'it has more capabilities than it needs (CapAmb 0000000000200000)',
  ],
  [
    'no line about capabilities',
    changed('status', 'CapPrm', 'Other'),
    'it has more capabilities than it needs (CapPrm unknown)',
  ],
  ['setuid', changed('status', 'NoNewPrivs:\t1', 'NoNewPrivs:\t0'), 'it could gain privileges from setuid programs'],
  [
    'a namespace',
    { ...good, namespaces: new Map([...good.namespaces, ['ipc', 'ipc:[1]']]) },
    'it shares the ipc namespace of the machine',
  ],
  [
    'no namespaces known',
    { ...good, namespaces: new Map([...good.namespaces].filter(([kind]) => kind !== 'pid')) },
    'it shares the pid namespace of the machine',
  ],
  ['another root', { ...good, rootIsOurs: false }, 'its root is not the folder made for it'],
  ['writable settings', changed('mountinfo', '/proc/sys ro', '/proc/sys rw'), '/proc/sys is writable'],
  [
    'uncovered settings',
    changed('mountinfo', '70 67 0:21 /sys /proc/sys ro,nosuid,nodev,relatime - proc proc rw\n', ''),
    'the settings of the kernel (/proc/sys) are writable',
  ],
  [
    'a writable context',
    changed('mountinfo', '/kaniko/buildcontext ro', '/kaniko/buildcontext rw'),
    '/kaniko/buildcontext is writable',
  ],
  [
    'a folder of the machine',
    changed('mountinfo', '80 66', '81 66 254:0 / /mnt/my\\040disk ro,nosuid - ext4 /dev/vda rw\n80 66'),
    'it sees /mnt/my disk of the machine',
  ],
  [
    'a mount with setuid',
    changed('mountinfo', '/kaniko/image rw,nosuid,nodev', '/kaniko/image rw,nodev'),
    '/kaniko/image lets setuid programs gain privileges',
  ],
])('%s is noticed', (_, observed, sentence) => {
  expect(missingIsolation(observed, binds)).toEqual([sentence]);
});

test('bwrap is told to drop all before it is told what to keep', () => {
  const args = bubblewrapArguments({ root: '/tmp/root', binds, ownUserNamespace: false });
  expect(args.indexOf('--cap-drop')).toBeLessThan(args.indexOf('--cap-add'));
  expect(args[args.indexOf('--cap-drop') + 1]).toBe('ALL');
  expect(args).not.toContain('--unshare-user');
  expect(args.at(-1)).toBe('--');
  expect(bubblewrapArguments({ root: '/r', binds, ownUserNamespace: true }).slice(0, 5)).toEqual([
    '--unshare-user',
    '--uid',
    '0',
    '--gid',
    '0',
  ]);
});
