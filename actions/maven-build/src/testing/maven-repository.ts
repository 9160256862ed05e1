import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MavenRepository extends AsyncDisposable {
  readonly url: string;
  /** `user:password` of every request that had a login. */
  readonly logins: readonly string[];
}

/** A repository over HTTP that asks for a login and holds nothing. */
export async function startRepository(user: string, password: string): Promise<MavenRepository> {
  const logins: string[] = [];
  const server = createServer((request, response) => {
    const [, encoded] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const login = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
    if (login !== undefined) logins.push(login);
    if (login === `${user}:${password}`) response.writeHead(404).end();
    else response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="repository"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/maven`,
    logins,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
