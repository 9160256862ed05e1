import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from './inputs.ts';

const needed = { registry: 'registry.example.com:5000/shop', repository: 'bss.index' };

function read(given: Readonly<Record<string, string>>) {
  const inputs: Record<string, string> = { ...needed, ...given };
  return readFrom((name) => inputs[name] ?? '', readInputs);
}

test('a namespace in the registry belongs to the repository', () => {
  expect(read({})).toMatchObject({
    registry: 'registry.example.com:5000',
    repository: 'shop/bss.index',
    tags: ['latest'],
    cacheRepository: 'registry.example.com:5000/shop/bss.index-cache',
    ifExists: 'skip',
    runtime: 'auto',
  });
});

test('tags come in either form of a list, each once', () => {
  expect(read({ tags: 'one, two\none\n' }).tags).toEqual(['one', 'two']);
});

test('resources become what a pod takes', () => {
  expect(read({ resources: 'limits.memory=4Gi\nrequests.cpu=500m' }).resources).toEqual({
    limits: { memory: '4Gi' },
    requests: { cpu: '500m' },
  });
});

test.each<[string, Record<string, string>, string]>([
  ['no registry', { registry: '' }, 'registry: not given; allowed: a registry such as'],
  [
    'a registry with a scheme',
    { registry: 'https://registry.example.com' },
    'registry: "https://registry.example.com" given',
  ],
  ['a registry that would be an option', { registry: '-x' }, 'registry: "-x" given'],
  ['capitals in the repository', { repository: 'Shop' }, 'repository: "Shop" given; allowed: lower-case letters'],
  ['a tag in the repository', { repository: 'app:1' }, 'repository: "app:1" given'],
  ['a tag with a slash', { tags: 'feature/x' }, 'tags: "feature/x" given; allowed: letters, digits'],
  ['a tag that is too long', { tags: 'a'.repeat(129) }, '128 at most'],
  [
    'a build argument over two lines',
    { 'build-args': 'A=one\ntwo' },
    'build-args: "two" given; allowed: name=value, one on each line',
  ],
  ['a user without password', { username: 'ann' }, 'password: not given; allowed: any text, as "username" is given'],
  ['a password without user', { password: 'secret' }, 'username: not given'],
  ['a user for pulling without password', { 'pull-username': 'ann' }, 'pull-password: not given; allowed: any text'],
  ['a password for the cache without user', { 'cache-password': 'secret' }, 'cache-username: not given'],
  ['a registry for pulling with a path', { 'pull-registry': 'registry.example.com/a' }, 'pull-registry: "registry'],
  [
    'an unknown runtime',
    { runtime: 'docker' },
    'runtime: "docker" given; allowed: auto, sandbox, container or kubernetes',
  ],
  ['--force', { 'kaniko-args': '--force' }, 'kaniko-args: "--force" given; allowed: any option but this one'],
  ['a mirror with a scheme', { 'registry-mirrors': 'https://mirror' }, 'registry-mirrors: "https://mirror" given'],
  ['a secret whose name is a path', { secrets: '../x=hidden' }, 'secrets: "../x=***" given'],
  ['a quantity that is none', { resources: 'limits.memory=much' }, 'resources: "limits.memory=much" given'],
  ['a platform that is none', { platform: 'arm' }, 'platform: "arm" given'],
  ['a key of cosign that would be an option', { 'cosign-key': '--key' }, 'cosign-key: "***" given; allowed: a KMS'],
  ['a key of cosign in two lines', { 'cosign-key': 'a\nb' }, 'cosign-key: "***" given; allowed: a KMS'],
  ['a namespace that is none', { namespace: 'Shop_1' }, 'namespace: "Shop_1" given'],
])('%s is refused', (_, given, sentence) => {
  expect(() => read(given)).toThrow(sentence);
});

test('all problems are told at once, and no secret with them', () => {
  const wrong = { registry: '-x', tags: '.a', runtime: 'docker', secrets: 'no-value-but-hidden' };
  expect(() => read(wrong)).toThrow(/registry: [\s\S]*tags: [\s\S]*secrets: "\*\*\*" given[\s\S]*runtime: /);
});
