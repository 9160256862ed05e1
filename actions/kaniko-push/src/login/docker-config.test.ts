import { expect, test } from 'vitest';
import { credentialsOf, entryFor, parseDockerConfig } from './docker-config.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each<[string[], string, string, string | undefined]>([
  [['registry.example.com', 'other.example.com'], 'registry.example.com', 'shop/app', 'registry.example.com'],
  [['https://registry.example.com/v1/'], 'registry.example.com', 'app', 'https://registry.example.com/v1/'],
  [['registry.example.com:5000'], 'registry.example.com', 'app', undefined],
  [
    ['registry.example.com', 'registry.example.com/shop'],
    'registry.example.com',
    'shop/app',
    'registry.example.com/shop',
  ],
  [['registry.example.com/shop'], 'registry.example.com', 'shopping/app', undefined],
  [['https://index.docker.io/v1/'], 'docker.io', 'ann/app', 'https://index.docker.io/v1/'],
  [['docker.io'], 'index.docker.io', 'ann/app', 'docker.io'],
])('of %j counts for %s/%s: %s', (keys, host, repository, expected) => {
  expect(entryFor(Object.fromEntries(keys.map((key) => [key, key])), host, repository)).toBe(expected);
});

test.each([
  [{ auth: base64('ann:se:cret') }, { username: 'ann', password: 'se:cret' }],
  [{ auth: base64('ann:secret\0\0') }, { username: 'ann', password: 'secret' }],
  [
    { username: 'ann', password: 'secret' },
    { username: 'ann', password: 'secret' },
  ],
  [
    { auth: base64('ann:'), identitytoken: 'abc' },
    { username: 'ann', password: '', identityToken: 'abc' },
  ],
  [{ identitytoken: 'abc' }, { username: '<token>', password: '', identityToken: 'abc' }],
  [{}, undefined],
  [{ auth: 'no login' }, undefined],
])('%j is the login %j', (entry, login) => {
  expect(credentialsOf(entry)).toEqual(login);
});

test('a config without logins has none', () => {
  expect(parseDockerConfig('{"HttpHeaders":{}}')).toEqual({ credHelpers: {}, credsStore: '', auths: {} });
});
