import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { cgroupFolders } from '../cluster/cgroup.ts';
import { down, environment, status, up } from '../index.ts';
import { labFolder } from '../machine/folders.ts';
import { exists } from '../tools/cache.ts';

// A program for a test: brings a whole lab up, runs a pod on it, takes it down, and prints what the machine looked like
// before and afterwards. Between it kills everything and brings it up again. It is started in network, mount and process namespaces of its own, which to the lab are a
// machine of its own: another lab beside it neither sees nor suffers any of it.

export interface Machine {
  readonly interfaces: readonly string[];
  readonly rules: readonly string[];
  readonly mounts: readonly string[];
  readonly processes: readonly string[];
  readonly cgroups: readonly string[];
  readonly namespaces: readonly string[];
  readonly links: readonly string[];
}

async function look(): Promise<Machine> {
  const lines = async (program: string, args: readonly string[]) =>
    (await execa(program, args, { reject: false })).stdout.split('\n');
  const cgroups = await cgroupFolders();
  const isThere = await Promise.all(cgroups.map(exists));
  return {
    interfaces: (await lines('ip', ['-brief', 'link'])).map((line) => line.split(/\s+/)[0] ?? ''),
    // Chains that somebody made (they have no policy) and rules.
    rules: (await lines('iptables-save', [])).filter((line) => /^(:\S+ - |-A)/.test(line)),
    mounts: (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? ''),
    processes: await commands(),
    cgroups: cgroups.filter((_, index) => isThere[index]),
    namespaces: await readdir('/run/netns').catch(() => []),
    links: (await lines('find', ['/var/log/containers', '-lname', `${labFolder}/*`])).filter((line) => line !== ''),
  };
}

/** Command lines of what runs, without kernel threads and without corpses. */
async function commands(): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command !== '') found.push(command.replaceAll('\0', ' ').trim());
  }
  return found.sort();
}

/** A pod with a service; the answer of its ClusterIP. */
async function podAnswer(): Promise<string> {
  const env = await environment();
  const kubectl = async (...args: string[]) =>
    (await execa(env.KUBECTL ?? '', args, { env: { KUBECONFIG: env.KUBECONFIG ?? '' } })).stdout;
  const serve = 'echo hello > /tmp/index.html && httpd -f -h /tmp -p 8080';
  await kubectl('run', 'web', `--image=${env.REGISTRY}/library/busybox:1`, '--', 'sh', '-c', serve);
  await kubectl('expose', 'pod', 'web', '--port=80', '--target-port=8080');
  await kubectl('wait', '--for=condition=Ready', 'pod/web', '--timeout=60s');
  const address = await kubectl('get', 'service', 'web', '-o=jsonpath={.spec.clusterIP}');
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const answer = await fetch(`http://${address}/`).catch(() => undefined);
    if (answer?.ok) return (await answer.text()).trim();
    await wait(200);
  }
  return 'no answer';
}

const allPids = async () => (await status()).flatMap(({ pids }) => pids);
const log = (line: string) => console.error(line);
await execa('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
await execa('ip', ['link', 'set', 'lo', 'up']);
const before = await look();
const report: Record<string, unknown> = { before };
try {
  await up(['cluster'], { log });
  report.states = Object.fromEntries((await status()).map(({ name, state }) => [name, state]));
  report.answer = await podAnswer();
  report.between = await look();
  const pids = await allPids();
  await up(['cluster'], { log });
  // kube-proxy takes a moment to see that its file was written.
  await wait(1500);
  report.isUntouched = (await allPids()).join() === pids.join();
  // As if the machine had killed all of it; the pod's container goes on.
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await up(['cluster'], { log });
  report.answerAfterCrash = await podAnswer();
} finally {
  await down({ log });
}
console.log(JSON.stringify({ ...report, after: await look() }));
