import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { expect, test } from 'vitest';
import { buildsWith, type Service } from './testing/build.ts';

const { fromLab, service } = buildsWith(await environment());

/** Each opens or tries and changes nothing; what succeeds says so. */
const probes = [
  ['core_pattern', ': >> /proc/sys/kernel/core_pattern'],
  ['sysrq', ': >> /proc/sysrq-trigger'],
  ['remount of /proc/sys', 'mount -o remount,rw,bind /proc/sys'],
  ['unmount of /proc/sys', 'umount /proc/sys'],
  ['mount of a new proc', 'mkdir -p /tmp/p && mount -t proc proc /tmp/p'],
  ['mount of a tmpfs', 'mkdir -p /tmp/t && mount -t tmpfs none /tmp/t'],
  [
    'proc in a user namespace',
    "mkdir -p /tmp/q && unshare -Urmpf sh -c 'mount -t proc proc /tmp/q && : >> /tmp/q/sys/kernel/core_pattern'",
  ],
  ['core_pattern from a user namespace', "unshare -Urm sh -c 'umount /proc/sys; : >> /proc/sys/kernel/core_pattern'"],
  ['writable context', ': > /kaniko/buildcontext/planted'],
  ['remount of the context', 'mount -o remount,rw,bind /kaniko/buildcontext && : > /kaniko/buildcontext/planted'],
  ['writable executor', ': >> /kaniko/executor'],
  ['a disk of the machine', 'mknod /tmp/disk b 254 0 && head -c 1 /tmp/disk > /dev/null'],
  ['memory of the machine', 'mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem > /dev/null'],
  ['the root of process 1', 'ls /proc/1/root/CANARY'],
  ['processes of the machine', 'test $(ls -d /proc/[0-9]* | wc -l) -gt 12'],
  ['the canary', 'cat CANARY'],
  [
    'a setuid shell that works',
    'cp /bin/busybox /tmp/su && chmod 4755 /tmp/su && test "$(grep NoNewPrivs /proc/self/status | tr -dc 0-9)" = 0',
  ],
  ['the host name of the machine', 'test "$(hostname)" = HOSTNAME'],
  ['a signal to the machine', 'kill -0 HOSTPID'],
] as const;

test('a hostile Dockerfile cannot touch the machine or the workspace', async () => {
  const app = await service({ 'canary.txt': 'secret of the machine', 'app/file.txt': 'context' });
  const canary = join(app.context.workspace, 'canary.txt');
  const steps = probes.map(([name, command]) => {
    const filled = command
      .replaceAll('CANARY', canary)
      .replaceAll('HOSTPID', String(process.pid))
      .replaceAll('HOSTNAME', hostname());
    return `RUN if (${filled}) 2>/dev/null >/dev/null; then echo "POSSIBLE: ${name}"; else echo "refused: ${name}"; fi`;
  });
  await app.write('app/Dockerfile', ['FROM busybox:1', ...steps, ''].join('\n'));
  const corePattern = await readFile('/proc/sys/kernel/core_pattern', 'utf8');

  await app.push({ context: 'app' });

  const said = app.context.lines.map(({ text }) => text).filter((text) => /^\| (POSSIBLE|refused): /.test(text));
  expect(said).toEqual(probes.map(([name]) => `| refused: ${name}`));
  expect(await readdir(join(app.context.workspace, 'app'))).toEqual(['Dockerfile', 'file.txt']);
  expect(await readFile(canary, 'utf8')).toBe('secret of the machine');
  expect(await readFile('/proc/sys/kernel/core_pattern', 'utf8')).toBe(corePattern);
});

test('a link planted in the result is not followed', async () => {
  const app = await service({
    Dockerfile:
      'FROM busybox:1\nRUN rm -rf /kaniko/image/blobs && ln -s /etc /kaniko/image/blobs && mkdir -p /etc/sha256\n',
  });
  await expect(app.push()).rejects.toMatchObject({ code: 'bad-image' });
});

test('what a step prints is no command to the runner', async () => {
  const app = await service({
    Dockerfile:
      'FROM busybox:1\nRUN echo "::error::planted"; echo "  ::set-output name=digest::x"; echo "##[error]planted"\n',
  });
  await app.push();
  const said = app.context.lines.map(({ text }) => text);
  expect(said.filter((line) => /^\s*::/.test(line) || line.includes('##['))).toEqual([]);
  expect(said).toContain('| ::error::planted');
});

/** Command lines of what still runs in a workspace's scratch folders. */
async function processesOf(app: Service): Promise<string[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(numbers.map((number) => readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(app.context.temp));
}

/** A bwrap that does less than it is asked for. */
async function weakened(app: Service, script: string) {
  const path = join(app.context.workspace, 'weak-bwrap');
  await writeFile(path, script);
  await chmod(path, 0o755);
  const env = { ...app.context.env, BWRAP: path };
  return Object.assign(app.context, { env });
}

test('a bwrap that keeps capabilities is refused before anything runs', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\nRUN echo ran\n' });
  const drop = 'for a; do shift; case "$a" in ALL|CAP_*|--cap-drop|--cap-add) ;; *) set -- "$@" "$a";; esac; done';
  await weakened(app, `#!/bin/sh\n${drop}\nexec ${fromLab('BWRAP')} "$@"\n`);
  await expect(app.push()).rejects.toMatchObject({
    code: 'not-isolated',
    reason: expect.stringContaining('it has more capabilities than it needs'),
  });
  expect(app.log()).not.toContain('ran');
  expect(await processesOf(app)).toEqual([]);
});

test('a bwrap that isolates nothing is refused before anything runs', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\nRUN echo ran\n' });
  await weakened(app, '#!/bin/sh\nsleep 2 &\nwait\n');
  await expect(app.push()).rejects.toMatchObject({
    code: 'not-isolated',
    reason: expect.stringMatching(/shares the pid namespace[\s\S]*its root is not the folder[\s\S]*\/proc\/sys/),
  });
});
