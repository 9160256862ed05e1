import { Failure } from '@slipway/findings';
import { getProxyForUrl } from 'proxy-from-env';

/** A proxy that cannot be asked: its address is none, or of another kind. */
export class ProxyFailure extends Failure<'bad-proxy'> {}

/** User and password of a proxy; what is no percent-encoding is meant as it is. */
export function proxyLogin({ username, password }: URL): { readonly username: string; readonly password: string } {
  return { username: decode(username), password: decode(password) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The proxy that the environment has for an address, by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as curl reads
 * them; undefined where the address is asked directly.
 * @throws {ProxyFailure} `bad-proxy`
 */
export function proxyFor(url: string): URL | undefined {
  const proxy = getProxyForUrl(url);
  if (proxy === '') return undefined;
  const address = URL.parse(proxy);
  if (address !== null && /^https?:$/.test(address.protocol)) return address;
  throw new ProxyFailure({
    code: 'bad-proxy',
    headline: `The proxy that the environment has for ${new URL(url).origin} is no http or https address`,
    // It may hold a login.
    ...(address === null ? {} : { reason: `It is one of ${address.protocol}//.` }),
    advice: 'Correct HTTP_PROXY, HTTPS_PROXY or ALL_PROXY, or name the host in NO_PROXY.',
  });
}
