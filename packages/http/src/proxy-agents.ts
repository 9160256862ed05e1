import type { Agents } from 'got';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { proxyFor } from './proxy.ts';

/** For got: agents that go through the proxy of an address. Node's own agents know no proxies before 24.5. */
export function proxyAgents(url: string): Agents | undefined {
  const proxy = proxyFor(url);
  if (proxy === undefined) return undefined;
  return { http: new HttpProxyAgent(proxy), https: new HttpsProxyAgent(proxy) };
}
