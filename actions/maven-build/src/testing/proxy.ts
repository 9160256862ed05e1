import { listen, ownArtifact, type TestServer } from './own-artifacts.ts';

export interface RepositoryProxy extends TestServer {
  /** Absolute addresses that were asked with the right login. */
  readonly asked: readonly string[];
}

/**
 * A proxy as RFC 9110 has it, with a login, behind which every host has the artifacts of this machine below `/maven2`: what
 * it answers came through it, as the hosts do not exist.
 */
export async function startProxy(login: string): Promise<RepositoryProxy> {
  const asked: string[] = [];
  const server = await listen(async (request, response) => {
    const expected = `Basic ${Buffer.from(login).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== expected) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    asked.push(request.url ?? '');
    const [, path = ''] = /^http:\/\/[^/]+\/maven2\/(.+)$/.exec(request.url ?? '') ?? [];
    const content = await ownArtifact(path);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  return { ...server, asked };
}
