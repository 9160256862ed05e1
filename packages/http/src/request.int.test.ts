import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { request } from './request.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(answer: (attempt: number) => { status: number; body?: string; headers?: Record<string, string> }) {
  let attempts = 0;
  server = createServer((_, response) => {
    attempts += 1;
    const { status, body = '', headers = {} } = answer(attempts);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, attempts: () => attempts };
}

test('a server that is down for a moment is asked again', async () => {
  const { url, attempts } = await serve((attempt) => ({ status: attempt === 1 ? 503 : 200, body: '{"a":1}' }));
  const answer = await request(url);
  expect(answer.json()).toEqual({ a: 1 });
  expect(attempts()).toBe(2);
});

test('a refusal is an answer, and is not repeated', async () => {
  const { url, attempts } = await serve(() => ({ status: 401, body: 'no' }));
  expect(await request(url)).toMatchObject({ status: 401 });
  expect(attempts()).toBe(1);
});

test('no answer names the server and the reason', async () => {
  await expect(request('http://127.0.0.1:9/v2/', { retries: 0 })).rejects.toThrow(
    /^No answer from http:\/\/127\.0\.0\.1:9\n.*ECONNREFUSED/,
  );
});

test('a request that is cancelled throws the reason', async () => {
  const { url } = await serve(() => ({ status: 503 }));
  await expect(request(url, { signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow('cancelled');
});
