import { readFileSync } from 'node:fs';
import { inputNames, readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from './inputs.ts';

const from = (given: Record<string, string>) => readFrom((name) => given[name] ?? '', readInputs);

test('the inputs of action.yml are read, and no others', () => {
  const action: { inputs: object } = parse(readFileSync(new URL('../action.yml', import.meta.url), 'utf8'));
  expect(inputNames(readInputs)).toEqual(Object.keys(action.inputs).sort());
});

test.for<[Record<string, string>, string]>([
  [{ ref: 'a..b' }, 'ref: "a..b" given; allowed: a branch, a tag'],
  [{ ref: '--upload-pack=id' }, 'it must not begin with "-"'],
  [{ repository: 'index' }, 'repository: "index" given; allowed: owner/name'],
  [{ repository: 'https://me:secret@git.example/a/b' }, 'repository: "https://***@git.example/a/b" given'],
  [{ 'server-url': 'git.example' }, 'server-url: "git.example" given; allowed: an address such as'],
  [{ 'fetch-depth': 'all' }, 'fetch-depth: "all" given; allowed: a whole number'],
  [{ submodules: 'yes' }, 'submodules: "yes" given; allowed: false, true or recursive'],
  [{ filter: 'blobs' }, 'filter: "blobs" given; allowed: blob:none'],
  [{ 'authors-since': 'abc' }, 'authors-since: "abc" given; allowed: a full commit SHA'],
  [{ reference: 'mirror' }, 'reference: "mirror" given; allowed: an absolute path'],
  [{ 'sparse-checkout': '--stdin' }, 'sparse-checkout: "--stdin" given'],
  [{ 'branch-length': '0' }, 'branch-length: "0" given; allowed: a whole number from 1 to 100'],
  [
    { 'ssh-known-hosts': 'git.example.com' },
    'ssh-known-hosts: "git.example.com" given; allowed: lines of a known_hosts',
  ],
  [{ abbrev: '99' }, 'abbrev: "99" given; allowed: a whole number from 4 to 40'],
  [{ 'ssh-key': 'k', 'persist-credentials': 'true' }, 'persist-credentials: "true" given; allowed: false with'],
])('%j is refused', ([given, sentence]) => {
  expect(() => from(given)).toThrow(sentence);
});

test('all wrong inputs are named at once', () => {
  expect(() => from({ ref: 'a b', abbrev: 'x' })).toThrow('2 bad inputs:');
});
