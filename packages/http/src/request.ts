import type { Readable } from 'node:stream';
import { Failure } from '@slipway/findings';
import type { Method, OptionsInit } from 'got';

export interface RequestOptions {
  readonly method?: Method;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
  /** Milliseconds for the whole request, retries included in none of it: each attempt has as much. Default: 30 s. */
  readonly timeout?: number;
  /** Further attempts after a connection error, 408, 429 or 5xx, with backoff or as Retry-After says. Default: 3. Bodies that are streams are never repeated. */
  readonly retries?: number;
  /** PEM of certificate authorities, in addition to the system's. */
  readonly ca?: string;
  /** Accepts any certificate. Only when the user asked for it. */
  readonly skipTlsVerify?: boolean;
  readonly followRedirects?: boolean;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  text(): string;
  json(): unknown;
}

/** No answer came: name not found, connection refused, certificate not trusted, time up. */
export class HttpFailure extends Failure<'no-answer'> {}

/**
 * Sends a request, through the proxy that the environment has for its address, and returns the answer whatever its
 * status is; the caller judges.
 * @throws {HttpFailure} when there is no answer at all; the signal's reason when aborted.
 */
export async function request(url: string, options: RequestOptions = {}): Promise<Answer> {
  // Loaded when first needed: an action that fails on its input should not pay for an HTTP client.
  const { got, proxyAgents } = await import('./client.ts');
  const agent = proxyAgents(url);
  const { timeout = 30_000, retries = 3, signal } = options;
  const method = options.method ?? 'GET';
  const isStream =
    options.body !== undefined && typeof options.body !== 'string' && !(options.body instanceof Uint8Array);
  const settings: OptionsInit = {
    method,
    headers: { 'user-agent': 'slipway', ...options.headers },
    timeout: { request: timeout },
    retry: { limit: isStream ? 0 : retries, methods: [method], maxRetryAfter: 60_000, backoffLimit: 30_000 },
    throwHttpErrors: false,
    followRedirect: options.followRedirects ?? true,
    responseType: 'buffer',
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(signal === undefined ? {} : { signal }),
    ...(agent === undefined ? {} : { agent }),
    https: { rejectUnauthorized: options.skipTlsVerify !== true, ...(await authorities(options.ca)) },
  };
  try {
    const answer = await got(url, { ...settings, isStream: false, resolveBodyOnly: false });
    const body = Buffer.from(answer.rawBody);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body,
      text: () => body.toString('utf8'),
      json: () => JSON.parse(body.toString('utf8')) as unknown,
    };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpFailure({
      code: 'no-answer',
      headline: `No answer from ${new URL(url).origin}`,
      reason,
      cause: error,
    });
  }
}

/** Node replaces its own list (its roots, NODE_EXTRA_CA_CERTS) by the one given, so the own authority is added to it. */
async function authorities(ca: string | undefined): Promise<{ certificateAuthority?: string[] }> {
  if (ca === undefined) return {};
  const { getCACertificates } = await import('node:tls');
  return { certificateAuthority: [...getCACertificates(), ca] };
}
