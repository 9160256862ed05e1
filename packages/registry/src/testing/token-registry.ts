import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TokenRegistry {
  readonly host: string;
  /** What it was asked, `METHOD path [authorization's scheme]`. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * A registry in front of the lab's that wants Bearer tokens, as Docker Hub, GitHub and Alibaba do (Docker's token
 * specification): a token opens only the scope it was asked for. The password serves as identity token too.
 */
export async function startTokenRegistry(
  behind: string,
  user: string,
  password: string,
  /** Seconds that a token opens anything. */
  tokenLife = 60,
): Promise<TokenRegistry> {
  const issued = new Map<string, number>();
  const isOver = (authorization: string) =>
    Date.now() - (issued.get(authorization.replace(/^Bearer /, '')) ?? 0) > tokenLife * 1000;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://registry');
    const authorization = request.headers.authorization ?? '';
    asked.push(`${request.method} ${url.pathname} ${authorization.split(' ')[0]}`.trim());
    const own = `http://${request.headers.host}`;
    if (url.pathname === '/token') {
      const form = new URLSearchParams(await text(request));
      const right =
        request.method === 'POST'
          ? form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === password
          : authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
      const token = [...url.searchParams.getAll('scope'), ...form.getAll('scope')].join(' ') || 'ping';
      issued.set(token, Date.now());
      const answer = request.method === 'POST' ? { access_token: token } : { token };
      response.writeHead(right ? 200 : 401).end(JSON.stringify({ ...answer, expires_in: tokenLife }));
    } else if (isOver(authorization) || !isOpenTo(request, url.pathname, authorization)) {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${own}/token",service="lab"` }).end('{}');
    } else {
      const headers = Object.fromEntries(
        ['accept', 'content-type'].flatMap((name) =>
          request.headers[name] ? [[name, String(request.headers[name])]] : [],
        ),
      );
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const init = { method: request.method ?? 'GET', headers, redirect: 'manual' } as const;
      const answer = await fetch(
        `http://${behind}${request.url}`,
        chunks.length > 0 ? { ...init, body: Buffer.concat(chunks) } : init,
      );
      const back = Object.fromEntries(answer.headers);
      if (back.location) back.location = back.location.replace(`http://${behind}`, own);
      response.writeHead(answer.status, back).end(Buffer.from(await answer.arrayBuffer()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, asked, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** The token is the scope it stands for. */
function isOpenTo(request: IncomingMessage, path: string, authorization: string): boolean {
  const token = authorization.replace(/^Bearer /, '');
  if (path === '/v2/') return token === 'ping';
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1] ?? '';
  const writes = !['GET', 'HEAD'].includes(request.method ?? '');
  return (
    token.split(' ').includes(`repository:${repository}:pull,push`) ||
    (!writes && token.split(' ').includes(`repository:${repository}:pull`))
  );
}
