import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ports = [
  ...['REGISTRY', 'REGISTRY_TLS', 'GIT', 'SMTP', 'SMTPS', 'SMTP_SLOW', 'MAIL', 'SONAR'],
  ...['KUBERNETES', 'ETCD', 'ETCD_PEER'],
];

/**
 * Below the node ports of clusters, and below those that the system gives to connections and to servers that ask for any:
 * it would give away a free one between its choice and the start of the lab.
 */
const [lowest, highest] = [12_000, 30_000];

/** Variables of a lab in a new folder and on free ports, which may live beside another. */
export async function secondLab(): Promise<Record<string, string>> {
  const variables: Record<string, string> = {
    SLIPWAY_LAB: join(await mkdtemp(join(tmpdir(), 'slipway-second-')), 'lab'),
    // What the shell that runs the tests brings is not this lab's.
    ...{ REGISTRY: '', KUBECONFIG: '', SMTP_URL: '', SONAR_HOST_URL: '' },
  };
  const servers = await Promise.all(ports.map(() => listenAnywhere()));
  for (const [index, { port }] of servers.entries()) variables[`SLIPWAY_LAB_${ports[index]}_PORT`] = String(port);
  // All are open at the same time, so that no two are the same.
  await Promise.all(servers.map(({ close }) => close()));
  return variables;
}

interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

async function listenAnywhere(): Promise<Listener> {
  for (;;) {
    const listener = await listen(randomInt(lowest, highest)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return undefined;
    });
    if (listener !== undefined) return listener;
  }
}

/** A server on a port of 127.0.0.1, by default a free one, that answers nothing. */
export async function listen(port = 0): Promise<Listener> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
