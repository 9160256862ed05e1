import { expect, test } from 'vitest';
import { parseMirror, parseServer, settingsArguments, settingsVariables, settingsXml } from './settings.ts';

test('settings hold references, the environment holds the credentials', () => {
  const servers = [{ id: 'vpc', username: 'deployer', password: 'p&<' }];
  const mirrors = [{ id: 'vpc', url: 'https://maven.example.com/?a&b', mirrorOf: 'central,!own' }];
  const xml = settingsXml({ servers, mirrors, proxies: [] });
  expect(xml).toContain('<password>${env.SLIPWAY_SERVER_0_PASSWORD}</password>');
  expect(xml).toContain('<url>https://maven.example.com/?a&amp;b</url><mirrorOf>central,!own</mirrorOf>');
  expect(xml).not.toContain('deployer');
  expect(settingsVariables({ servers, proxies: [] })).toEqual({
    SLIPWAY_SERVER_0_USERNAME: 'deployer',
    SLIPWAY_SERVER_0_PASSWORD: 'p&<',
  });
});

test('a proxy has its login by reference, and hosts that are asked directly', () => {
  const address = { host: 'proxy.example.com', port: 3128 };
  const proxies = [
    { ...address, protocol: 'http', username: 'ada', password: 'p&<', nonProxyHosts: 'localhost|*.example.com' },
    { ...address, protocol: 'https', username: '', password: '', nonProxyHosts: '' },
  ] as const;
  const xml = settingsXml({ servers: [], mirrors: [], proxies });
  expect(xml).toContain(
    '<proxy><id>slipway-http</id><active>true</active><protocol>http</protocol><host>proxy.example.com</host><port>3128</port>' +
      '<username>${env.SLIPWAY_HTTP_PROXY_USERNAME}</username><password>${env.SLIPWAY_HTTP_PROXY_PASSWORD}</password>' +
      '<nonProxyHosts>localhost|*.example.com</nonProxyHosts></proxy>',
  );
  expect(xml).toContain('<protocol>https</protocol><host>proxy.example.com</host><port>3128</port></proxy>');
  expect(settingsVariables({ servers: [], proxies })).toEqual({
    SLIPWAY_HTTP_PROXY_USERNAME: 'ada',
    SLIPWAY_HTTP_PROXY_PASSWORD: 'p&<',
  });
});

test.each([
  ['https://maven.example.com', { id: 'a', url: 'https://maven.example.com', mirrorOf: '*' }],
  ['https://maven.example.com central', { id: 'a', url: 'https://maven.example.com', mirrorOf: 'central' }],
  ['https://maven.example.com a b', undefined],
  ['maven.example.com', undefined],
])('reads the mirror %j', (text, mirror) => {
  expect(parseMirror('a', text)).toEqual(mirror);
});

test.each(['user', ':password', 'user:'])('%j is no login', (text) => {
  expect(parseServer('vpc', text)).toBeUndefined();
});

test.each([
  [undefined, undefined, []],
  [undefined, '/home/.m2/settings.xml', ['-s', '/home/.m2/settings.xml']],
  ['/t/settings.xml', undefined, ['-s', '/t/settings.xml']],
  ['/t/settings.xml', '/home/.m2/settings.xml', ['-s', '/t/settings.xml', '-gs', '/home/.m2/settings.xml']],
])('with generated settings %s and those of the user %s', (generated, users, expected) => {
  expect(settingsArguments(generated, users)).toEqual(expected);
});
