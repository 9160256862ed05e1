import type { MavenProxy } from './settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxies of the environment for Maven, whose JVM does not look there: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY,
 * lower case first as curl reads them. An address that is no http(s) one is left out: Maven knows no other proxies. Maven asks
 * for https through the proxy for http where there is no other.
 */
export function proxiesOf(env: Environment): MavenProxy[] {
  const read = (name: string) => env[name] || env[name.toUpperCase()] || '';
  const direct = read('no_proxy').split(/[\s,]+/);
  if (direct.includes('*')) return [];
  const nonProxyHosts = [...new Set(direct.flatMap(hostPatterns))].join('|');
  return (['http', 'https'] as const).flatMap((protocol) => {
    const given = read(`${protocol}_proxy`) || read('all_proxy');
    const url = URL.parse(given.includes('://') ? given : `http://${given}`);
    if (url === null || !/^https?:$/.test(url.protocol)) return [];
    return [
      {
        protocol,
        host: url.hostname,
        port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
        username: decode(url.username),
        password: decode(url.password),
        nonProxyHosts,
      },
    ];
  });
}

/**
 * An entry of NO_PROXY as patterns that match a whole host: a domain stands for itself and all below it. Maven knows no
 * ports, and of networks only those that end at a dot.
 */
function hostPatterns(entry: string): string[] {
  const host = entry.replace(/^\*?\.|:\d+$/g, '').toLowerCase();
  if (host === '') return [];
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d+)$/.exec(host) ?? [];
  if (address !== '') {
    if (bits === '32') return [address];
    return Number(bits) % 8 === 0 && bits !== '0'
      ? [
          `${address
            .split('.')
            .slice(0, Number(bits) / 8)
            .join('.')}.*`,
        ]
      : [];
  }
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':');
  return isAddress ? [host] : [host, `*.${host}`];
}

/** What is no percent-encoding is meant as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
