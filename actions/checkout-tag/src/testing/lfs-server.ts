import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

interface Batch {
  readonly objects: readonly { readonly oid: string; readonly size: number }[];
}

/**
 * Gives out Git LFS objects of the repositories below `root`: batch API with the basic transfer
 * (https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md).
 * @returns whether the request was one for LFS
 */
export async function serveLfs(root: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const [, repository = '', oid] = /^\/(.+?)(?:\.git)?\/info\/lfs\/objects\/(\w+)$/.exec(request.url ?? '') ?? [];
  if (oid === undefined) return false;
  const file = (name: string) => join(root, repository, '.git/lfs/objects', name.slice(0, 2), name.slice(2, 4), name);
  if (oid !== 'batch') {
    response.end(readFileSync(file(oid)));
    return true;
  }
  const { objects } = (await json(request)) as Batch;
  const href = (name: string) => `http://${request.headers.host}/${repository}.git/info/lfs/objects/${name}`;
  const header = { Authorization: request.headers.authorization ?? '' };
  const answers = objects.map(({ oid, size }) =>
    existsSync(file(oid))
      ? { oid, size, authenticated: true, actions: { download: { href: href(oid), header } } }
      : { oid, size, error: { code: 404, message: 'Object does not exist' } },
  );
  response.setHeader('content-type', 'application/vnd.git-lfs+json');
  response.end(JSON.stringify({ transfer: 'basic', objects: answers }));
  return true;
}
