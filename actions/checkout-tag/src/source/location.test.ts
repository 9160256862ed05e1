import { expect, test } from 'vitest';
import { isSameRepository, kindOf, locate, qualifiedName } from './location.ts';

test.for<[string, ReturnType<typeof kindOf>]>([
  ['bss/index', 'name'],
  ['group/team/app.git', 'name'],
  ['https://git.example/bss/index.git', 'http'],
  ['ssh://git@git.example:2222/bss/index', 'ssh'],
  ['git@git.example:bss/index.git', 'ssh'],
  ['/srv/git/index', 'path'],
  ['../index', 'path'],
  ['file:///srv/git/index', 'path'],
  ['index', undefined],
  ['bss/../../etc', undefined],
  ['bss/in dex', undefined],
  ['ext::sh -c id', undefined],
  ['ssh://-oProxyCommand=id/x', undefined],
  ['git@-oProxyCommand=id:x', undefined],
  ['https://git.example', undefined],
])('%s is %s', ([repository, kind]) => {
  expect(kindOf(repository)).toBe(kind);
});

test.for<[string, string, boolean, string]>([
  ['bss/index', 'https://git.example', false, 'https://git.example/bss/index'],
  ['bss/index', 'https://git.example:8443', true, 'ssh://git@git.example/bss/index.git'],
  ['bss/index', 'ssh://git@git.example:2222', true, 'ssh://git@git.example:2222/bss/index.git'],
  ['../index', 'https://git.example', false, '/work/index'],
  ['https://other.example/x/y/', 'https://git.example', true, 'https://other.example/x/y'],
])('%s on %s (ssh: %s) is %s', ([repository, server, overSsh, url]) => {
  expect(locate(repository, server, overSsh, '/work/space').url).toBe(url);
});

test('a trailing slash or .git makes no other repository', () => {
  expect(isSameRepository('https://a/b/c.git', 'https://a/b/c/')).toBe(true);
  expect(isSameRepository('https://a/b/c', 'https://a/b/d')).toBe(false);
});

test('the name in an address is found', () => {
  expect(qualifiedName('git@git.example:Mallory/Index.git')).toBe('mallory/index');
  expect(qualifiedName('https://git.example/mallory/index/')).toBe('mallory/index');
});
