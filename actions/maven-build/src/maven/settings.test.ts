import { expect, test } from 'vitest';
import { parseMirror, parseServer, serverVariables, settingsArguments, settingsXml } from './settings.ts';

test('settings hold references, the environment holds the credentials', () => {
  const servers = [{ id: 'vpc', username: 'deployer', password: 'p&<' }];
  const xml = settingsXml(servers, [{ id: 'vpc', url: 'https://maven.example.com/?a&b', mirrorOf: 'central,!own' }]);
  expect(xml).toContain('<password>${env.SLIPWAY_SERVER_0_PASSWORD}</password>');
  expect(xml).toContain('<url>https://maven.example.com/?a&amp;b</url><mirrorOf>central,!own</mirrorOf>');
  expect(xml).not.toContain('deployer');
  expect(serverVariables(servers)).toEqual({ SLIPWAY_SERVER_0_USERNAME: 'deployer', SLIPWAY_SERVER_0_PASSWORD: 'p&<' });
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
