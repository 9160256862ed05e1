import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Readable } from 'node:stream';
import { type Digest, toTag } from '@slipway/image';
import { expect, onTestFinished, test } from 'vitest';
import { openRegistry } from './index.ts';

const digest = `sha256:${'0'.repeat(64)}` as Digest;

async function listen(server: Server, address = '127.0.0.1'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${address}:${(server.address() as AddressInfo).port}`;
}

/** A registry that has every image, and meets the first request for one in its own way. */
async function troubled(trouble: (response: ServerResponse) => void) {
  const asked = { count: 0 };
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/v2/') response.end();
    else if (++asked.count === 1) trouble(response);
    else response.writeHead(200, { 'docker-content-digest': digest, 'content-type': 'application/json' }).end();
  });
  return { host: await listen(server), asked };
}

test.each<[string, (response: ServerResponse) => void]>([
  ['an answer 503', (response) => response.writeHead(503).end()],
  ['too many requests', (response) => response.writeHead(429, { 'retry-after': '1' }).end()],
  ['a connection that is reset', (response) => response.socket?.resetAndDestroy()],
])('%s is asked again', async (_, trouble) => {
  const { host, asked } = await troubled(trouble);
  expect(await openRegistry({ host, retries: 1 }).headManifest('test/x', toTag('one'))).toMatchObject({ digest });
  expect(asked.count).toBe(2);
});

test('an upload whose connection is reset is begun anew, and a job that is cancelled waits for no further attempt', async () => {
  const stop = new AbortController();
  const reason = new Error('cancelled by the test');
  let count = 0;
  const server = createServer((request, response) => {
    if (request.url === '/v2/') response.end();
    else if (request.method === 'POST') response.writeHead(202, { location: '/v2/test/x/blobs/uploads/1' }).end();
    else {
      count += 1;
      if (count === 2) setTimeout(() => stop.abort(reason), 100);
      request.socket.resetAndDestroy();
    }
  });
  const registry = openRegistry({ host: await listen(server), retries: 20, signal: stop.signal });
  const content = Buffer.from('layer');
  const uploaded = registry.uploadBlob('test/x', { digest, size: content.length }, () => Readable.from([content]));
  await expect(uploaded).rejects.toBe(reason);
  expect(count).toBe(2);
});

test('plain HTTP is spoken to another machine only when it is allowed', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  if (own === undefined) throw new Error('this machine has no address but its own loopback');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'docker-content-digest': digest, 'content-type': 'application/json' }).end();
  });
  const host = await listen(server, own);
  const look = (insecure: boolean) => openRegistry({ host, insecure, retries: 0 }).headManifest('test/x', toTag('one'));
  await expect(look(false)).rejects.toMatchObject({ code: 'registry-unreachable' });
  expect(asked).toEqual([]);
  expect(await look(true)).toMatchObject({ digest });
});
