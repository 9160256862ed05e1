import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An API server that has the given objects by their paths and answers a number with that status: for clusters that the lab's
 * is not, such as one that forbids to read something.
 */
export class ApiServer {
  /** Paths in the order of the questions. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(objects: Readonly<Record<string, unknown>>) {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost');
      this.asked.push(pathname);
      const found = objects[pathname];
      response.statusCode = typeof found === 'number' ? found : found === undefined ? 404 : 200;
      response.end(JSON.stringify(found ?? { message: 'not found' }));
    });
  }

  static async start(objects: Readonly<Record<string, unknown>>): Promise<ApiServer> {
    const it = new ApiServer(objects);
    it.#server.listen(0, '127.0.0.1');
    await once(it.#server, 'listening');
    return it;
  }

  get kubeconfig(): string {
    const { port } = this.#server.address() as AddressInfo;
    // Without the flag the client refuses plain HTTP.
    const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    return JSON.stringify({
      'current-context': 'fake',
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
      clusters: [{ name: 'fake', cluster }],
      users: [{ name: 'fake', user: { token: 'x' } }],
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
