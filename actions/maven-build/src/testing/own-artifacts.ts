import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A file of this machine's own local repository, as a server of Maven's would have it; undefined where there is none. */
export function ownArtifact(path: string): Promise<Buffer | undefined> {
  return readFile(join(homedir(), '.m2/repository', path)).catch(() => undefined);
}

export interface TestServer extends AsyncDisposable {
  readonly port: number;
}

/** A server on a free port, which closes with all that is under way. */
export async function listen(answer: RequestListener): Promise<TestServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
