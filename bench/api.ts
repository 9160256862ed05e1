import { readFile } from 'node:fs/promises';
import { Agent, type AgentOptions, type RequestOptions, request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';

/** Sends JSON to the API server of a kubeconfig, many requests at once over connections that are kept. */
export async function openApi(kubeconfig: string) {
  const config = new KubeConfig();
  config.loadFromString(await readFile(kubeconfig, 'utf8'));
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  // The agent that is made there has the client's certificate.
  const { options: trust = {} } = (options.agent ?? {}) as { readonly options?: AgentOptions };
  const agent = new Agent({ ...trust, keepAlive: true, maxSockets: 48 });
  const server = config.getCurrentCluster()?.server ?? '';
  return async (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<void> => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    await new Promise<void>((resolve, reject) => {
      const sent = request(
        server + path,
        { ...options, agent, method, headers: { ...options.headers, 'content-type': type } },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          answer.once('end', () => {
            if ((answer.statusCode ?? 500) < 300) resolve();
            else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`));
          });
        },
      );
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  };
}

export type Api = Awaited<ReturnType<typeof openApi>>;

/** Does `work` for 0 … count-1, so many at a time. */
export async function atOnce(count: number, most: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
}
