import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFrom } from '@slipway/runner';
import { testContext } from '@slipway/runner/testing';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { readInputs } from './inputs.ts';
import { run } from './run.ts';

/** An API server that gives pods, and a watch of them that does not end, but no events. */
async function startServer() {
  const watches: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const answer = (status: number, content: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    if (request.method === 'POST') {
      answer(201, { status: { resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] } });
    } else if (url.includes('/events')) {
      answer(500, { message: 'etcd is away' });
    } else if (url.includes('watch=1')) {
      watches.push('open');
      response.on('close', () => watches.push('closed'));
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    } else {
      answer(200, { items: [], metadata: { resourceVersion: '10' } });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = stringify({
    clusters: [{ name: 'c', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
  return { kubeconfig, watches };
}

test('a run that cannot read everything ends what it follows already, which would keep it going for hours', async () => {
  const { kubeconfig, watches } = await startServer();
  const given: Record<string, string> = {
    kubeconfig,
    namespaces: 'shop',
    nodes: 'false',
    watch: '6h',
    state: 'm.json',
  };
  const inputs = readFrom((name) => given[name] ?? '', readInputs);
  await expect(run(inputs, testContext())).rejects.toMatchObject({ code: 'cluster-unreachable' });
  await expect.poll(() => watches, { timeout: 30_000 }).toEqual(['open', 'closed']);
});
