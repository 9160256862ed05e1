import { type Answer, HttpFailure, type RequestOptions, request } from '@slipway/http';
import { isLoopback } from '@slipway/image';
import { type BearerChallenge, type Challenge, parseChallenge, tokenAddress, tokenRequest } from './challenge.ts';
import { explainAnswer, RegistryFailure } from './failure.ts';
import type { RegistryOptions } from './options.ts';

type Access = 'pull' | 'pull,push';

export interface Call extends Pick<RequestOptions, 'method' | 'headers' | 'body' | 'timeout'> {
  /** Below /v2/, or an address that the registry gave. */
  readonly path: string;
  /** Empty for the ping. */
  readonly repository: string;
  readonly access: Access;
  /** Further repositories that a token has to open for reading, for mounts. */
  readonly alsoFrom?: string;
  /** For sentences: what the registry is asked to do. */
  readonly what: string;
}

interface Token {
  readonly text: string;
  /** By `performance.now()`, in milliseconds. */
  readonly usableUntil: number;
}

/** Seconds that a token is good for where the server does not say: Docker's token specification wants clients to assume it. */
const tokenLife = 60;

/** Sends requests to one registry, with the login that it asks for. Answers are judged by the caller, except 401. */
export class Connection {
  readonly host: string;
  readonly #options: RegistryOptions;
  readonly #tokens = new Map<string, Promise<Token>>();
  #start: Promise<{ base: string; challenge: Challenge | undefined }> | undefined;

  constructor(options: RegistryOptions) {
    this.host = options.host;
    this.#options = options;
  }

  /**
   * @throws {RegistryFailure} `registry-unreachable`, `registry-not-trusted`, `login-required`, `login-refused`
   */
  async call(call: Call): Promise<Answer> {
    const { base, challenge } = await this.start();
    const url = new URL(call.path, `${base}/v2/`);
    const own = url.origin === base;
    const headers = { ...call.headers, ...(own ? await this.#authorization(challenge, call) : {}) };
    const answer = await this.#send(url.href, { ...call, headers });
    if (answer.status === 401) throw explainAnswer(answer, this.asked(call.what));
    return answer;
  }

  asked(what: string) {
    return { host: this.host, user: this.#options.credentials?.username ?? '', what };
  }

  /** Finds out once how the registry speaks: TLS or not, and which login it wants. */
  start(): Promise<{ base: string; challenge: Challenge | undefined }> {
    this.#start ??= this.#ping();
    return this.#start;
  }

  async #ping(): Promise<{ base: string; challenge: Challenge | undefined }> {
    const scheme = (await this.#speaksTls()) ? 'https' : 'http';
    const base = new URL(`${scheme}://${this.host}`).origin;
    const answer = await this.#send(`${base}/v2/`, {});
    if (answer.status !== 200 && answer.status !== 401) {
      throw explainAnswer(answer, this.asked('answer as a registry (GET /v2/)'));
    }
    const header = answer.headers['www-authenticate'];
    return { base, challenge: answer.status === 401 ? parseChallenge([header].flat().join(', ')) : undefined };
  }

  /** Only where plain HTTP is allowed it is tried, and only when the other side does not speak TLS at all. */
  async #speaksTls(): Promise<boolean> {
    if (!isLoopback(this.host) && this.#options.insecure !== true) return true;
    try {
      await request(`https://${this.host}/v2/`, { ...this.#transport(), retries: 0, timeout: 10_000 });
      return true;
    } catch (error) {
      if (error instanceof HttpFailure) return !/^(EPROTO|ERR_SSL_|ECONNRESET)/.test(codeOf(error));
      throw error;
    }
  }

  async #authorization(challenge: Challenge | undefined, call: Call): Promise<{ authorization?: string }> {
    const { credentials } = this.#options;
    if (challenge === undefined) return {};
    if (challenge.scheme === 'basic') return credentials?.password ? { authorization: basic(credentials) } : {};
    const scopes = call.repository === '' ? [] : [`repository:${call.repository}:${call.access}`];
    if (call.alsoFrom !== undefined) scopes.push(`repository:${call.alsoFrom}:pull`);
    const key = scopes.join(' ');
    const kept = this.#tokens.get(key);
    if (kept !== undefined) {
      const { text, usableUntil } = await kept;
      if (performance.now() < usableUntil) return { authorization: `Bearer ${text}` };
    }
    // A build lies between a look at the registry and the push: a token may be over by then.
    const token = this.#token(challenge, scopes, call.what);
    this.#tokens.set(key, token);
    return { authorization: `Bearer ${(await token).text}` };
  }

  async #token(challenge: BearerChallenge, scopes: readonly string[], what: string): Promise<Token> {
    const asked = performance.now();
    const { credentials, insecure } = this.#options;
    const address = tokenAddress(challenge, scopes);
    if (credentials && address.protocol !== 'https:' && !isLoopback(address.host) && insecure !== true) {
      throw new RegistryFailure({
        code: 'registry-not-trusted',
        headline: `${this.host} wants the password sent to ${address.origin} without encryption`,
        advice: 'Set "insecure" only if the network between is yours alone.',
      });
    }
    const identityToken = credentials?.identityToken;
    const answer =
      identityToken === undefined
        ? await this.#send(address.href, { headers: credentials ? { authorization: basic(credentials) } : {} })
        : await this.#send(challenge.realm, tokenRequest(challenge, scopes, identityToken));
    if (answer.status !== 200) throw explainAnswer(answer, this.asked(what));
    const { token, access_token, expires_in } = answer.json() as Readonly<Record<string, unknown>>;
    const given = token ?? access_token;
    const life = typeof expires_in === 'number' && expires_in > 0 ? expires_in : tokenLife;
    // A little earlier than it ends, for the way of the request.
    if (typeof given === 'string' && given !== '') return { text: given, usableUntil: asked + life * 900 };
    throw explainAnswer(answer, this.asked('give a token'));
  }

  async #send(url: string, call: Partial<Call>): Promise<Answer> {
    const { method, headers, body, timeout } = call;
    try {
      return await request(url, {
        ...this.#transport(),
        ...(method === undefined ? {} : { method }),
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
        ...(timeout === undefined ? {} : { timeout }),
      });
    } catch (error) {
      if (error instanceof HttpFailure) throw explainSilence(error, this.host);
      throw error;
    }
  }

  #transport(): RequestOptions {
    const { ca, skipTlsVerify, signal, retries } = this.#options;
    return {
      ...(ca === undefined ? {} : { ca }),
      ...(skipTlsVerify === undefined ? {} : { skipTlsVerify }),
      ...(signal === undefined ? {} : { signal }),
      ...(retries === undefined ? {} : { retries }),
    };
  }
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function codeOf(error: HttpFailure): string {
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function explainSilence(error: HttpFailure, host: string): RegistryFailure {
  const code = codeOf(error);
  const details = { reason: error.reason ?? code, cause: error };
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) {
    return new RegistryFailure({
      ...details,
      code: 'registry-not-trusted',
      headline: `The certificate of ${host} is not trusted`,
      advice: 'Give the certificate authority as "registry-ca".',
    });
  }
  const plain = /^(EPROTO|ERR_SSL_)/.test(code);
  return new RegistryFailure({
    ...details,
    code: 'registry-unreachable',
    headline: plain ? `${host} does not speak TLS` : `No answer from the registry ${host}`,
    advice: plain
      ? 'Set "insecure" to true if this registry is meant to speak plain HTTP.'
      : 'Check the address, and that the runner may reach it.',
  });
}
