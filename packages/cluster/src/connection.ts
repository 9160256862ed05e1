import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterFailure } from './failure.ts';

export interface ClusterAnswer {
  readonly status: number;
  readonly text: string;
  /** The server's clock, by its Date header, in whole seconds. */
  readonly date: string;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with query, such as `/api/v1/namespaces/bss-dev/pods`. */
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
  /** A change that may be made twice. */
  readonly isRepeatable?: boolean;
  /** Is sent, once, although the run was cancelled, and not cut off when it is. */
  readonly survivesCancel?: boolean;
  /** What is asked, for the error: «list pods in bss-dev». */
  readonly what: string;
}

/** Requests to one API server with the credentials of a kubeconfig. */
export class Connection {
  readonly server: string;
  readonly context: string;
  readonly #config: KubeConfig;
  readonly #signal: AbortSignal;
  #agent: Agent | undefined;

  constructor(config: KubeConfig, signal: AbortSignal) {
    this.#config = config;
    this.#signal = signal;
    this.server = config.getCurrentCluster()?.server ?? '';
    this.context = config.getCurrentContext();
  }

  /** The answer, whatever its status is below 500; a connection that breaks is made again twice. */
  async call(call: Call): Promise<ClusterAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(call);
      } catch (error) {
        if (this.#signal.aborted) throw call.survivesCancel ? this.#unreachable(error) : this.#signal.reason;
        // A change may have been made although its answer was lost. One that met a connection which the server was just
        // closing has not been read.
        const isQuestion = (call.method ?? 'GET') === 'GET';
        const isRepeatable = isQuestion || call.isRepeatable === true || error instanceof StaleConnection;
        // The other connections that are kept may be as dead as this one.
        if (error instanceof Silence) this.#agent = undefined;
        if (attempt === 3 || !isRepeatable) throw this.#unreachable(error);
        await new Promise((resolve) => setTimeout(resolve, attempt * 500));
      }
    }
  }

  /** @throws {ClusterFailure} unless the answer has a status below 300. */
  async json<T>(call: Call): Promise<T> {
    const answer = await this.call(call);
    if (answer.status >= 300) throw this.explain(answer, call.what);
    return JSON.parse(answer.text) as T;
  }

  /** Like {@link json}; undefined when there is no such object. */
  async find<T>(call: Call): Promise<T | undefined> {
    const answer = await this.call(call);
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) throw this.explain(answer, call.what);
    return JSON.parse(answer.text) as T;
  }

  explain(answer: ClusterAnswer, what: string): ClusterFailure {
    const message = messageOf(answer);
    if (answer.status === 401) {
      return new ClusterFailure({
        code: 'cluster-login-refused',
        headline: `The cluster at ${this.server} refuses the login of context "${this.context}"`,
        advice: 'Check that the kubeconfig is of this cluster and that its token or certificate has not expired.',
      });
    }
    if (answer.status === 403) {
      return new ClusterFailure({
        code: 'cluster-denied',
        headline: `The cluster at ${this.server} does not allow to ${what}`,
        reason: message,
        advice: 'Give the user of the kubeconfig that right (docs/security.md has the role).',
      });
    }
    return new ClusterFailure({
      code: answer.status === 404 ? 'cluster-lacks' : 'cluster-error',
      headline: `The cluster at ${this.server} cannot ${what}: status ${answer.status}`,
      reason: message,
    });
  }

  #unreachable(error: unknown): ClusterFailure {
    return new ClusterFailure({
      code: 'cluster-unreachable',
      headline: `No answer from the cluster at ${this.server || '(no server)'} (context "${this.context}")`,
      reason: error instanceof Error ? error.message || error.name : String(error),
      advice: 'Check the server of the kubeconfig and that this runner can reach it.',
      cause: error,
    });
  }

  /**
   * An answer that goes on until the server or `signal` ends it. Silence is normal: nothing times out.
   * @returns undefined when the version to begin at is too old for the server (410), or from a future it does not know (504)
   * @throws {ClusterFailure} for any other status from 300 on
   */
  async stream({ path, what }: Pick<Call, 'path' | 'what'>, signal: AbortSignal): Promise<IncomingMessage | undefined> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      this.#send({ path, what }, { signal, timeout: 0 }, resolve).then(
        (request) => request.once('error', reject).end(),
        reject,
      );
    }).catch((error) => {
      if (signal.aborted) throw signal.reason;
      throw this.#unreachable(error);
    });
    const status = answer.statusCode ?? 0;
    if (status < 300) return answer;
    if (status === 410 || status === 504) {
      answer.destroy();
      return undefined;
    }
    throw this.explain({ status, text: await read(answer), date: '' }, what);
  }

  async #send(
    { method = 'GET', path, accept }: Call,
    more: Pick<RequestOptions, 'headers' | 'signal' | 'timeout'>,
    onAnswer: (answer: IncomingMessage) => void,
  ) {
    const options: RequestOptions = { method, headers: { accept: accept ?? 'application/json' } };
    await this.#config.applyToHTTPSOptions(options);
    options.agent = this.#kept(options.agent);
    const url = new URL(this.server.replace(/\/+$/, '') + path);
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    return send(url, { ...options, ...more, headers: { ...options.headers, ...more.headers } }, onAnswer);
  }

  /** One agent for all requests, which keeps connections; the client makes a new one for each. Those for proxies stay. */
  #kept(made: RequestOptions['agent']): RequestOptions['agent'] {
    if (!(made instanceof Agent) || made.constructor !== Agent) return made;
    this.#agent ??= new Agent({ ...made.options, keepAlive: true, timeout: 30_000 });
    return this.#agent;
  }

  async #attempt(call: Call): Promise<ClusterAnswer> {
    const content = call.body === undefined ? undefined : JSON.stringify(call.body);
    const type = call.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = content === undefined ? {} : { 'content-type': type };
    return new Promise((resolve, reject) => {
      const onAnswer = (answer: IncomingMessage) => {
        read(answer).then((text) => {
          const status = answer.statusCode ?? 0;
          if (status >= 500) reject(new Error(`status ${status}: ${text.slice(0, 300)}`));
          else resolve({ status, text, date: answer.headers.date ?? '' });
        }, reject);
      };
      this.#send(
        call,
        { headers, timeout: 15_000, ...(call.survivesCancel ? {} : { signal: this.#signal }) },
        onAnswer,
      ).then((request) => {
        request.once('timeout', () => request.destroy(new Silence('no answer within 15 s')));
        request.once('error', (error: NodeJS.ErrnoException) => {
          const isStale = request.reusedSocket && error.code === 'ECONNRESET';
          reject(isStale ? new StaleConnection(error.message) : error);
        });
        request.end(content);
      }, reject);
    });
  }
}

class StaleConnection extends Error {}
class Silence extends Error {}

async function read(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The API server explains itself in a Status object. */
function messageOf(answer: ClusterAnswer): string {
  try {
    const { message } = JSON.parse(answer.text) as { message?: string };
    return message ?? answer.text;
  } catch {
    return answer.text.slice(0, 1000);
  }
}
