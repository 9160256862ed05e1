import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../machine/ports.ts';

const ports = [
  ...['REGISTRY', 'REGISTRY_TLS', 'GIT', 'SMTP', 'SMTPS', 'SMTP_SLOW', 'MAIL', 'SONAR'],
  ...['KUBERNETES', 'ETCD', 'ETCD_PEER'],
];

/** Variables of a lab in a new folder and on free ports, which may live beside another. */
export async function secondLab(): Promise<Record<string, string>> {
  const variables: Record<string, string> = {
    SLIPWAY_LAB: join(await mkdtemp(join(tmpdir(), 'slipway-second-')), 'lab'),
    // What the shell that runs the tests brings is not this lab's.
    ...{ REGISTRY: '', KUBECONFIG: '', SMTP_URL: '', SONAR_HOST_URL: '' },
  };
  const free = new Set<number>();
  while (free.size < ports.length) free.add(await freePort());
  for (const [index, port] of [...free].entries()) variables[`SLIPWAY_LAB_${ports[index]}_PORT`] = String(port);
  return variables;
}

interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A server on a free port of 127.0.0.1 that answers nothing. */
export async function listen(): Promise<Listener> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
