import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** What clients sent as Authorization. */
  readonly logins: readonly string[];
}

/** A package registry with one package, `anchor`, for those who have the token. A fake: it knows no more than `npm ci` asks. */
export async function startRegistry(token: string): Promise<Registry> {
  const tarball = await anchor();
  const logins: string[] = [];
  const server = createServer(({ url, headers }, response) => {
    if (headers.authorization !== undefined) logins.push(headers.authorization);
    if (headers.authorization !== `Bearer ${token}`) response.writeHead(401).end('{}');
    else if (url === '/anchor/-/anchor-1.0.0.tgz') response.writeHead(200).end(tarball);
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    logins,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function anchor(): Promise<Buffer> {
  const archive = pack();
  archive.entry(
    { name: 'package/package.json' },
    JSON.stringify({ name: 'anchor', version: '1.0.0', main: 'index.js' }),
  );
  archive.entry({ name: 'package/index.js' }, 'module.exports = {};\n');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}
