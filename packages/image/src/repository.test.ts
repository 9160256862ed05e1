import { expect, test } from 'vitest';
import { isLoopback, isRegistryHost, isRepositoryName } from './repository.ts';

test.each(['bss.index', 'shop/bss.index', 'a__b', 'a---b', 'a/b/c/d'])('%s is a repository name', (name) => {
  expect(isRepositoryName(name)).toBe(true);
});

test.each(['', 'Shop', '.a', 'a.', 'a..b', 'a___b', '-a', 'a/', '/a', 'a:b', 'ü', 'a'.repeat(256)])(
  '%j is no repository name',
  (name) => {
    expect(isRepositoryName(name)).toBe(false);
  },
);

test.each([
  ['localhost', true, true],
  ['127.0.0.1:5000', true, true],
  ['127.8.9.1', true, true],
  ['[::1]:5000', true, true],
  ['registry.example.com:443', true, false],
  ['127.0.0.1.example.com', true, false],
  ['localhost.example.com', true, false],
  ['https://registry.example.com', false, false],
  ['registry.example.com/shop', false, false],
  ['-x', false, false],
])('%s: a registry %s, on this machine %s', (host, isHost, isLocal) => {
  expect([isRegistryHost(host), isLoopback(host)]).toEqual([isHost, isLocal]);
});
