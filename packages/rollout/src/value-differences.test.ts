import { expect, test } from 'vitest';
import { valueDifferences } from './value-differences.ts';

test('values are named by their path, what was added and removed too', () => {
  const before = { image: { tag: '1', repo: 'index' }, replicas: 2, hosts: ['a'], debug: true, runUrl: 'https://x/1' };
  const after = {
    image: { tag: '2', repo: 'index' },
    replicas: 3,
    hosts: ['a', 'b'],
    java: { heap: '1g' },
    runUrl: '2',
  };
  expect(valueDifferences(before, after)).toEqual([
    'image.tag: 1 → 2',
    'replicas: 2 → 3',
    'hosts: ["a"] → ["a","b"]',
    'debug: true → nothing',
    'java: nothing → {"heap":"1g"}',
  ]);
});

test('the same values differ in nothing', () => {
  expect(valueDifferences({ a: { b: [1] } }, { a: { b: [1] } })).toEqual([]);
});

test.each([
  ['a name', { dbPassword: 'hunter2' }, 'dbPassword: added'],
  ['a name further up', { secrets: { db: 'hunter2' } }, 'secrets: added'],
  ['a name further down', { db: { user: 'sa', password: 'hunter2' } }, 'db: added'],
  ['a key', { mail: { apiKey: 'hunter2' } }, 'mail: added'],
  ['a variable', { env: [{ name: 'MODE', value: 'hunter2' }] }, 'env: added'],
  ['a variable of a list of another name', { vars: [{ name: 'DB_PASSWORD', value: 'hunter2' }] }, 'vars: added'],
  ['an address with a login', { url: 'jdbc://sa:hunter2@db/x' }, 'url: added'],
  ['a file', { appConfig: 'a: hunter2' }, 'appConfig: added'],
  ['several lines', { motd: 'a\nhunter2' }, 'motd: added'],
])('what may be a secret is not shown: %s', (_, values, line) => {
  expect(valueDifferences({}, values)).toEqual([line]);
  expect(valueDifferences(values, {})).toEqual([line.replace('added', 'removed')]);
});

test('a secret that changes is not shown either', () => {
  const values = (password: string) => ({ db: { user: 'sa', password }, env: [{ name: 'A', value: password }] });
  expect(valueDifferences(values('old'), values('hunter2'))).toEqual(['db.password: changed', 'env[A].value: changed']);
});

test('names that only look like one are shown', () => {
  expect(valueDifferences({ keyspace: 'a', monkey1: 'b' }, { keyspace: 'c', monkey1: 'd' })).toEqual([
    'keyspace: a → c',
    'monkey1: b → d',
  ]);
});
