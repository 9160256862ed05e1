import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

// A fake of GitHub's cache service, second version: Twirp calls in JSON for looking up, reserving and sealing an entry, and
// Azure's block blobs for its bytes. The shapes are those of the .proto in actions/toolkit (results/api/v1/cache.proto).
// The service itself runs at GitHub only.

const twirp = '/twirp/github.actions.results.api.v1.CacheService/';

export interface CacheService {
  /** Variables with which the runner tells an action where the service is. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of what is kept, the oldest first. */
  names(): string[];
  /** Cuts each archive to this many bytes from now on. */
  cutTo(bytes: number): void;
  close(): Promise<void>;
}

interface Entry {
  readonly key: string;
  readonly version: string;
  sealed: boolean;
  content: Buffer;
}

export async function startCacheService(): Promise<CacheService> {
  const entries: Entry[] = [];
  const blocks = new Map<string, Buffer>();
  let limit = Number.POSITIVE_INFINITY;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '', origin());
    const answer = (status: number, content: string | Buffer, headers = {}) =>
      response.writeHead(status, { 'content-length': Buffer.byteLength(content), ...headers }).end(content);
    if (url.pathname.startsWith(twirp)) {
      const isKnown = request.headers.authorization === 'Bearer a-token-of-the-run';
      const given = JSON.parse(body.toString()) as Record<string, string & string[]>;
      const result = isKnown ? call(url.pathname.slice(twirp.length), given) : { msg: 'unauthenticated' };
      return answer(isKnown ? 200 : 401, JSON.stringify(result), { 'content-type': 'application/json' });
    }
    const entry = entries[Number(url.pathname.split('/').pop())];
    if (entry === undefined) return answer(404, '');
    if (request.method === 'PUT') {
      store(entry, url.searchParams, body);
      return answer(201, '', { etag: '"1"', 'last-modified': new Date().toUTCString() });
    }
    const content = entry.content.subarray(0, limit);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers.range ?? '')) ?? [];
    const headers = { etag: '"1"', 'last-modified': new Date().toUTCString(), 'x-ms-blob-type': 'BlockBlob' };
    if (request.method === 'HEAD')
      return response.writeHead(200, { ...headers, 'content-length': content.length }).end();
    if (from === undefined) return answer(200, content, headers);
    const part = content.subarray(Number(from), Number(to) + 1);
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${content.length}`;
    return answer(206, part, { ...headers, 'content-range': range });
  });

  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const find = (key: string, version: string) =>
    entries.findLast((entry) => entry.sealed && entry.version === version && entry.key.startsWith(key));

  function call(method: string, given: Record<string, string & string[]>): unknown {
    const { key = '', version = '' } = given;
    const urlOf = (entry: Entry) => `${origin()}/blobs/${entries.indexOf(entry)}`;
    if (method === 'GetCacheEntryDownloadURL') {
      const keys = [key, ...(given.restore_keys ?? given.restoreKeys ?? [])];
      const found = keys.map((name) => find(name, version)).find((entry) => entry !== undefined);
      if (found === undefined) return { ok: false };
      return { ok: true, signed_download_url: urlOf(found), matched_key: found.key };
    }
    const known = entries.find((entry) => entry.key === key && entry.version === version);
    if (method === 'CreateCacheEntry') {
      if (known !== undefined) return { ok: false };
      entries.push({ key, version, sealed: false, content: Buffer.alloc(0) });
      return { ok: true, signed_upload_url: `${origin()}/blobs/${entries.length - 1}` };
    }
    if (known !== undefined) known.sealed = true;
    return { ok: known !== undefined, entry_id: '1' };
  }

  function store(entry: Entry, query: URLSearchParams, body: Buffer): void {
    if (query.get('comp') === 'block') blocks.set(query.get('blockid') ?? '', body);
    else if (query.get('comp') === 'blocklist') {
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id = '']) => id);
      entry.content = Buffer.concat(ids.map((id) => blocks.get(id) ?? Buffer.alloc(0)));
    } else entry.content = body;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    env: {
      ACTIONS_RESULTS_URL: `${origin()}/`,
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RUNTIME_TOKEN: 'a-token-of-the-run',
      GITHUB_SERVER_URL: 'https://github.com',
    },
    names: () => entries.filter(({ sealed }) => sealed).map(({ key }) => key),
    cutTo: (bytes) => {
      limit = bytes;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
