import { expect, test } from 'vitest';
import { proxiesOf } from './proxies.ts';

const plain = { host: 'proxy.example.com', port: 3128, username: '', password: '', nonProxyHosts: '' };
const url = 'http://proxy.example.com:3128';

test.each([
  ['nothing', {}, []],
  ['one for http', { HTTP_PROXY: url }, [{ ...plain, protocol: 'http' }]],
  ['lower case first', { https_proxy: url, HTTPS_PROXY: 'http://other' }, [{ ...plain, protocol: 'https' }]],
  [
    'one for all',
    { ALL_PROXY: url },
    [
      { ...plain, protocol: 'http' },
      { ...plain, protocol: 'https' },
    ],
  ],
  ['no scheme', { HTTP_PROXY: 'proxy.example.com:3128' }, [{ ...plain, protocol: 'http' }]],
  ['no port', { HTTP_PROXY: 'http://proxy.example.com/' }, [{ ...plain, protocol: 'http', port: 80 }]],
  [
    'a login',
    { HTTP_PROXY: 'http://ada:p%40ss%25@proxy.example.com:3128' },
    [{ ...plain, protocol: 'http', username: 'ada', password: 'p@ss%' }],
  ],
  ['what Maven does not know', { HTTP_PROXY: 'socks5://proxy.example.com', HTTPS_PROXY: ':' }, []],
  ['all hosts directly', { HTTP_PROXY: url, NO_PROXY: 'a.example.com, *' }, []],
])('of an environment with %s', (_, env, expected) => {
  expect(proxiesOf(env)).toEqual(expected);
});

test.each([
  ['', ''],
  ['localhost, 127.0.0.1', 'localhost|*.localhost|127.0.0.1'],
  ['.example.com *.example.org', 'example.com|*.example.com|example.org|*.example.org'],
  ['Nexus.example.com:8081,', 'nexus.example.com|*.nexus.example.com'],
  ['10.0.0.0/8,192.168.0.0/16,10.1.2.3/32', '10.*|192.168.*|10.1.2.3'],
  ['172.16.0.0/12,0.0.0.0/0', ''],
  ['example.com,.example.com', 'example.com|*.example.com'],
])('NO_PROXY %j is %j for Maven', (given, expected) => {
  expect(proxiesOf({ HTTP_PROXY: url, no_proxy: given })[0]?.nonProxyHosts).toBe(expected);
});
