import { once } from 'node:events';
import { request as ask, createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { request } from './request.ts';

const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
});

async function listen(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createHttp(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** A proxy as RFC 9110 has it: absolute addresses for http, CONNECT for the rest. */
async function startProxy() {
  const asked: string[] = [];
  const { server, port } = await listen((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`.trim());
    ask(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    }).end();
  });
  server.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    const [host = '', to = ''] = (incoming.url ?? '').split(':');
    const target = connect(Number(to), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  return { port, asked };
}

test('an http address is asked through HTTP_PROXY, with its login', async () => {
  const { port } = await listen((_, response) => response.end('hello'));
  const proxy = await startProxy();
  vi.stubEnv('HTTP_PROXY', `http://user:pass@127.0.0.1:${proxy.port}`);
  expect((await request(`http://127.0.0.1:${port}/x`)).text()).toBe('hello');
  expect(proxy.asked).toEqual([`GET http://127.0.0.1:${port}/x Basic ${btoa('user:pass')}`]);
});

test('an https address is tunnelled through HTTPS_PROXY', async () => {
  const { port } = await listen((_, response) => response.end());
  const proxy = await startProxy();
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${proxy.port}`);
  // The target speaks no TLS, so there is no answer; what counts is the way there.
  await expect(request(`https://127.0.0.1:${port}/`, { retries: 0 })).rejects.toThrow('No answer');
  expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${port}`]);
});

test.each([
  ['http://us er:secret@:x', 'is no http or https address'],
  ['socks5://user:secret@127.0.0.1:1080', 'It is one of socks5://.'],
])('a proxy that is none, %s, is one clear error without its login', async (proxy, sentence) => {
  vi.stubEnv('HTTP_PROXY', proxy);
  const asked = request('http://127.0.0.1:9/');
  await expect(asked).rejects.toMatchObject({ code: 'bad-proxy', message: expect.stringContaining(sentence) });
  await expect(asked).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});

test('NO_PROXY is asked directly', async () => {
  const { port } = await listen((_, response) => response.end('hello'));
  const proxy = await startProxy();
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy.port}`);
  vi.stubEnv('NO_PROXY', '127.0.0.1,.svc.cluster.local');
  expect((await request(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
  expect(proxy.asked).toEqual([]);
});
