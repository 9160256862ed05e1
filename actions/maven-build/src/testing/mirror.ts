import { listen, ownArtifact, type TestServer } from './own-artifacts.ts';

/** What a mirror does with a request in place of answering it. */
export type Fault = 'missing' | 'cut' | 'stalled';

export interface Mirror extends TestServer {
  /** For the input `mirrors`. */
  readonly mirrors: string;
  /** Settles when a download has come to a halt half-way. */
  readonly stalled: Promise<void>;
}

/** A repository with the artifacts of this machine, some of which it does not give as it should. */
export async function startMirror(faultOf: (path: string) => Fault | undefined): Promise<Mirror> {
  const { promise: stalled, resolve } = Promise.withResolvers<void>();
  const server = await listen(async (request, response) => {
    const path = (request.url ?? '').slice(1);
    const fault = faultOf(path);
    const content = fault === 'missing' ? undefined : await ownArtifact(path);
    if (content === undefined) {
      response.writeHead(404).end();
    } else if (fault === undefined) {
      response.writeHead(200).end(content);
    } else {
      response.writeHead(200, { 'Content-Length': content.length });
      response.write(content.subarray(0, content.length / 2), () => {
        if (fault === 'cut') response.destroy();
        else resolve();
      });
    }
  });
  return { ...server, mirrors: `near=http://127.0.0.1:${server.port}`, stalled };
}
