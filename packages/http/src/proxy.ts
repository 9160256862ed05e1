import { getProxyForUrl } from 'proxy-from-env';

/**
 * The proxy that the environment has for an address, by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as curl reads
 * them; undefined where the address is asked directly.
 */
export function proxyFor(url: string): URL | undefined {
  const proxy = getProxyForUrl(url);
  return proxy === '' ? undefined : new URL(proxy);
}
