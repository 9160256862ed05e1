import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from '../inputs.ts';
import { buildLogins, loginFile } from './logins.ts';

const login = { registry: 'registry.example.com/shop', repository: 'app', username: 'ann', password: 'secret' };

test.each<[string, Record<string, string>, string, boolean, boolean]>([
  ['another registry', login, 'other.example.com/base:1', false, false],
  ['Docker Hub', login, 'eclipse-temurin:17-jre', false, false],
  ['the same registry', login, 'registry.example.com/base:1', false, true],
  ['Docker Hub, mirrored there', { ...login, 'registry-mirrors': 'registry.example.com' }, 'busybox', false, true],
  ['Docker Hub, with the layer cache there', { ...login, cache: 'true' }, 'busybox', false, true],
  [
    'Docker Hub, with the layer cache elsewhere',
    { ...login, cache: 'true', 'cache-repository': 'other.example.com/cache' },
    'busybox',
    false,
    false,
  ],
  ['Docker Hub, kaniko pushing by itself', login, 'busybox', true, true],
  [
    'the same registry, anonymous',
    { ...login, username: '', password: '' },
    'registry.example.com/base:1',
    true,
    false,
  ],
])('base image on %s', (_, given, image, pushes, needed) => {
  const inputs = readFrom((name) => given[name] ?? '', readInputs);
  const logins = buildLogins(inputs, [{ image, line: 1 }], pushes);
  expect([...logins.keys()]).toEqual(needed ? ['registry.example.com'] : []);
});

test('the login file is as Docker writes it', () => {
  const file = loginFile(new Map([['registry.example.com', { username: 'ann', password: 'sécret' }]]));
  expect(JSON.parse(file)).toEqual({
    auths: { 'registry.example.com': { auth: Buffer.from('ann:sécret').toString('base64') } },
  });
});
