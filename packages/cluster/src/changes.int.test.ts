import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Changes, connectCluster } from './index.ts';

// A server that streams as the API server does, and that can refuse, fall silent and hang up.

let server: Server;
let asked: string[];
let streams: ServerResponse[];
let status = 200;
let changes: Changes;

beforeEach(async () => {
  [asked, streams, status] = [[], [], 200];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' });
    if (status !== 200) response.end('{"message":"no"}');
    else streams.push(response);
    response.flushHeaders();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  changes.close();
  server.closeAllConnections();
  server.close();
});

async function watch(): Promise<void> {
  const kubeconfig = stringify({
    clusters: [
      {
        name: 'c',
        cluster: {
          server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          'insecure-skip-tls-verify': true,
        },
      },
    ],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
  const cluster = await connectCluster({ kubeconfig, context: '', signal: new AbortController().signal });
  changes = cluster.watch([
    { kind: 'Deployment', namespace: 'bss-dev', name: 'index' },
    { kind: 'Pod', namespace: 'bss-dev', labels: { app: 'index', tier: 'web' } },
  ]);
}

/** Milliseconds that a wait took. */
async function timeOf(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

/** Waits until all streams are known to be there; before, a wait is a second. */
const untilHeard = async () => {
  while ((await timeOf(changes.next(1200))) < 1190);
};

const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(10);
};

test('asks for one object by its name, for others by their labels', async () => {
  await watch();
  await until(() => asked.length === 2);
  expect(asked.sort()).toEqual([
    '/api/v1/namespaces/bss-dev/pods?watch=1&resourceVersion=0&labelSelector=app%3Dindex%2Ctier%3Dweb',
    '/apis/apps/v1/namespaces/bss-dev/deployments?watch=1&resourceVersion=0&fieldSelector=metadata.name%3Dindex',
  ]);
});

test('a change ends the wait, many at once end it once, and without one it takes its time', async () => {
  await watch();
  await until(() => streams.length === 2);
  await untilHeard();
  // In one piece, as a busy machine may take its time between two.
  streams[0]?.write('{"type":"ADDED","object":{}}\n'.repeat(3));
  expect(await timeOf(changes.next(60_000))).toBeLessThan(20_000);
  expect(await timeOf(changes.next(300))).toBeGreaterThanOrEqual(290);
  for (const stream of streams) {
    setTimeout(() => stream.write('{"type":"MODIFIED","object":{}}\n'), 100);
    expect(await timeOf(changes.next(60_000))).toBeLessThan(20_000);
  }
});

test('a user who may not watch is asked once, and the wait is a second', async () => {
  status = 403;
  await watch();
  await until(() => asked.length === 2);
  expect(await timeOf(changes.next(60_000))).toBeLessThan(20_000);
  await sleep(1500);
  expect(asked).toHaveLength(2);
});

test('a stream that breaks is opened again', async () => {
  await watch();
  await until(() => streams.length === 2);
  streams[0]?.destroy();
  await until(() => streams.length === 3);
  await untilHeard();
  streams[2]?.write('{"type":"ADDED","object":{}}\n');
  expect(await timeOf(changes.next(60_000))).toBeLessThan(20_000);
});
