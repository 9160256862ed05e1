import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from '../inputs.ts';
import { buildLogins, loginFile } from './logins.ts';

const push = { registry: 'registry.example.com/shop', repository: 'app', username: 'ann', password: 'secret' };
const pull = { ...push, 'pull-username': 'reader', 'pull-password': 'readable' };
const cache = { ...push, cache: 'true', 'cache-username': 'keeper', 'cache-password': 'kept' };
const elsewhere = { 'cache-repository': 'other.example.com/cache' };

test.each<[string, Record<string, string>, string, Record<string, string>]>([
  ['the same registry, with the login for the push only', push, 'registry.example.com/base:1', {}],
  ['the same registry', pull, 'registry.example.com/base:1', { 'registry.example.com': 'reader:readable' }],
  ['another registry', pull, 'other.example.com/base:1', {}],
  [
    'another registry that is named',
    { ...pull, 'pull-registry': 'other.example.com' },
    'other.example.com/base:1',
    { 'other.example.com': 'reader:readable' },
  ],
  ['Docker Hub', pull, 'busybox', {}],
  [
    'Docker Hub that is named',
    { ...pull, 'pull-registry': 'docker.io' },
    'busybox',
    { 'docker.io': 'reader:readable' },
  ],
  [
    'Docker Hub, mirrored there',
    { ...pull, 'registry-mirrors': 'registry.example.com/hub' },
    'busybox',
    { 'registry.example.com': 'reader:readable' },
  ],
  ['Docker Hub, with the layer cache there', cache, 'busybox', { 'registry.example.com': 'keeper:kept' }],
  [
    'Docker Hub, with the layer cache elsewhere',
    { ...cache, ...elsewhere },
    'busybox',
    { 'other.example.com': 'keeper:kept' },
  ],
  ['Docker Hub, without a login for the layer cache', { ...push, cache: 'true' }, 'busybox', {}],
  [
    'the same registry, with the layer cache there',
    { ...pull, ...cache },
    'registry.example.com/base:1',
    { 'registry.example.com': 'keeper:kept' },
  ],
  [
    'the same registry, with the layer cache elsewhere',
    { ...pull, ...cache, ...elsewhere },
    'registry.example.com/base:1',
    { 'registry.example.com': 'reader:readable', 'other.example.com': 'keeper:kept' },
  ],
  ['the same registry, without a cache', { ...cache, cache: 'false' }, 'registry.example.com/base:1', {}],
])('base image on %s', (_, given, image, expected) => {
  const inputs = readFrom((name) => given[name] ?? '', readInputs);
  const logins = buildLogins(inputs, [{ image, line: 1 }]);
  expect(Object.fromEntries([...logins].map(([host, login]) => [host, `${login.username}:${login.password}`]))).toEqual(
    expected,
  );
});

test('the login file is as Docker writes it', () => {
  const login = { username: 'ann', password: 'sécret' };
  const file = loginFile(
    new Map([
      ['registry.example.com', login],
      ['docker.io', login],
    ]),
  );
  const auth = Buffer.from('ann:sécret').toString('base64');
  expect(JSON.parse(file)).toEqual({
    auths: { 'registry.example.com': { auth }, 'https://index.docker.io/v1/': { auth } },
  });
});
