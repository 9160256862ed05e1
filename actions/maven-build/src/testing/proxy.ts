import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface RepositoryProxy extends AsyncDisposable {
  readonly port: number;
  /** Absolute addresses that were asked with the right login. */
  readonly asked: readonly string[];
}

/**
 * A proxy as RFC 9110 has it, with a login, behind which every host has the artifacts of this machine's own local repository
 * below `/maven2`: what it answers came through it, as the hosts do not exist.
 */
export async function startProxy(login: string): Promise<RepositoryProxy> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const expected = `Basic ${Buffer.from(login).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== expected) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    asked.push(request.url ?? '');
    const [, path = ''] = /^http:\/\/[^/]+\/maven2\/(.+)$/.exec(request.url ?? '') ?? [];
    const content = await readFile(join(homedir(), '.m2/repository', path)).catch(() => undefined);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
