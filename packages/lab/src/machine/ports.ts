import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { LabFailure } from '../failure.ts';

const defaults = {
  registry: 5000,
  registryTls: 5001,
  git: 3001,
  smtp: 2525,
  smtps: 2465,
  smtpSlow: 2526,
  mail: 8025,
  kubernetes: 6443,
  etcd: 2379,
  etcdPeer: 2380,
  sonar: 9000,
} as const;

export type PortName = keyof typeof defaults;

/** `registryTls` → `SLIPWAY_LAB_REGISTRY_TLS_PORT` */
const variable = (name: PortName) =>
  `SLIPWAY_LAB_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_PORT`;

/** The port of a component on 127.0.0.1. */
export function port(name: PortName): number {
  const given = process.env[variable(name)];
  if (given === undefined || given === '') return defaults[name];
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new LabFailure(`${variable(name)}: "${given}" given; allowed: a port from 1 to 65535.`);
  }
  return number;
}

/** True when something answers on a port of 127.0.0.1. */
export function answers(number: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: number, timeout: 1000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/**
 * Below the node ports of clusters, and below those that the system gives to connections and to servers that ask for any: it
 * would give away a free one between its choice and the start of its server.
 */
const [lowest, highest] = [12_000, 30_000];

/** A port of 127.0.0.1 where nobody listens, for a server that cannot choose one itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const number = randomInt(lowest, highest);
    const server = createServer().listen(number, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return number;
  }
}

/** Before a component starts: its ports must not belong to somebody else. All that are taken are named. */
export async function requireFree(...names: readonly PortName[]): Promise<void> {
  const problems = (await Promise.all(names.map(conflict))).filter((problem) => problem !== '');
  if (problems.length > 0) throw new LabFailure(problems.join('\n'));
}

async function conflict(name: PortName): Promise<string> {
  const number = port(name);
  // A program that was killed a moment ago may hold its port until the last of its threads has ended.
  const deadline = Date.now() + 2000;
  while ((await answers(number)) && Date.now() < deadline) await wait(100);
  if (!(await answers(number))) return '';
  const holder = await holderOf(number);
  return (
    `Port ${number} on 127.0.0.1, which the lab needs for ${name}, is taken${holder === '' ? '' : ` by ${holder}`}; ` +
    `end that program or set ${variable(name)} to a free port.`
  );
}

/** Name and pid of the process that listens on a port, where /proc lets us see it. */
async function holderOf(number: number): Promise<string> {
  const hex = number.toString(16).toUpperCase().padStart(4, '0');
  const table = (
    await Promise.all(['tcp', 'tcp6'].map((file) => readFile(`/proc/net/${file}`, 'utf8').catch(() => '')))
  ).join('\n');
  const inodes = new Set<string>();
  for (const line of table.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[3] === '0A' && fields[1]?.endsWith(`:${hex}`)) inodes.add(`socket:[${fields[9]}]`);
  }
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const sockets = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const socket of sockets) {
      const target = await readlink(`/proc/${pid}/fd/${socket}`).catch(() => '');
      if (inodes.has(target)) return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (pid ${pid})`;
    }
  }
  return '';
}
