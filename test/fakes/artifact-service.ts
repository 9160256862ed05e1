import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

// A fake of GitHub's artifact service, fourth version: Twirp calls in JSON, and Azure's block blobs for the bytes. The shapes
// are those of the .proto in actions/toolkit (results/api/v1/artifact.proto). The service itself runs at GitHub only.

const twirp = '/twirp/github.actions.results.api.v1.ArtifactService/';
const claims = { scp: 'Actions.GenericRead:0 Actions.Results:the-run:the-job' };
const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

export interface ArtifactService {
  /** Variables with which the runner tells an action where the service is. */
  readonly env: Readonly<Record<string, string>>;
  /** Archives that are complete, by name. */
  readonly kept: ReadonlyMap<string, Buffer>;
  /** What FinalizeArtifact was told of each. */
  readonly sealed: ReadonlyMap<string, { readonly size: string; readonly hash: string }>;
  /** Answers everything with this status from now on. */
  fail(status: number): void;
  close(): Promise<void>;
}

export async function startArtifactService(): Promise<ArtifactService> {
  const blocks = new Map<string, Buffer>();
  const uploaded = new Map<string, Buffer>();
  const kept = new Map<string, Buffer>();
  const sealed = new Map<string, { size: string; hash: string }>();
  let failure = 0;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '', origin());
    const answer = (status: number, content: unknown) => response.writeHead(status).end(JSON.stringify(content));
    if (failure > 0) return answer(failure, { code: 'internal', msg: 'the service has a bad day' });
    if (url.pathname.startsWith(twirp)) {
      if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { msg: 'unauthenticated' });
      const [status, content] = call(url.pathname.slice(twirp.length), JSON.parse(body.toString()));
      return answer(status, content);
    }
    if (url.searchParams.get('sig') !== 'a+b/c=') return answer(403, {});
    store(decodeURIComponent(url.pathname.slice(1)), url.searchParams, body);
    return answer(201, {});
  });
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function call(method: string, given: Readonly<Record<string, string>>): [number, unknown] {
    const { name = '', size = '', hash = '' } = given;
    const isOfRun = given.workflow_run_backend_id === 'the-run' && given.workflow_job_run_backend_id === 'the-job';
    if (!isOfRun) return [403, { msg: 'another run' }];
    if (method === 'CreateArtifact') {
      if (kept.has(name)) return [409, { msg: 'an artifact with this name already exists on the workflow run' }];
      return [200, { ok: true, signed_upload_url: `${origin()}/${encodeURIComponent(name)}?sig=a%2Bb%2Fc%3D` }];
    }
    const content = uploaded.get(name);
    if (content === undefined || String(content.length) !== size) return [400, { msg: 'not what was uploaded' }];
    kept.set(name, content);
    sealed.set(name, { size, hash });
    return [200, { ok: true, artifact_id: '1' }];
  }

  function store(name: string, query: URLSearchParams, body: Buffer): void {
    if (query.get('comp') === 'block') blocks.set(query.get('blockid') ?? '', body);
    if (query.get('comp') !== 'blocklist') return;
    const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id = '']) => id);
    uploaded.set(name, Buffer.concat(ids.map((id) => blocks.get(id) ?? Buffer.alloc(0))));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    env: { ACTIONS_RESULTS_URL: `${origin()}/`, ACTIONS_RUNTIME_TOKEN: token },
    kept,
    sealed,
    fail: (status) => {
      failure = status;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
