import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEvent } from './event.ts';

async function read(payload: string) {
  const path = join(await mkdtemp(join(tmpdir(), 'event-')), 'event.json');
  await writeFile(path, payload);
  return readEvent(path);
}
const ada = { name: 'Ada', email: 'ada@example.com', username: 'ada' };
const ben = { name: 'Ben', email: 'ben@example.com', username: 'ben' };
const named = (people: readonly { login: string; email: string }[]) =>
  people.map(({ login, email }) => `${login} ${email}`);

test('a push names its authors, and the accounts of all who had to do with it', async () => {
  const commits = [{ author: ada, committer: ben }, { author: { name: 'Cleo', email: 'cleo@example.com' } }];
  const found = await read(JSON.stringify({ pusher: { name: 'dora', email: 'dora@example.com' }, commits }));
  expect(found.authors.map(({ name }) => name)).toEqual(['Ada', 'Cleo']);
  expect(named(found.accounts)).toEqual(['dora dora@example.com', 'ada ada@example.com', 'ben ben@example.com']);
});

test('the push of a tag brings no commits, but names the one it points to', async () => {
  const found = await read(JSON.stringify({ pusher: { name: 'dora' }, commits: [], head_commit: { author: ada } }));
  expect(found.authors).toEqual([]);
  expect(named(found.accounts)).toEqual(['ada ada@example.com']);
});

test.each([
  ['of a start by hand', '{"sender": {"login": "dora"}, "inputs": null}'],
  ['of a deleted branch', '{"pusher": {"name": "dora"}, "commits": [], "head_commit": null}'],
  ['of another shape', '{"pusher": 7, "commits": {"author": 1}, "head_commit": "x", "pull_request": []}'],
  ['that is nothing', 'null'],
  ['that is cut off', '{'],
])('an event %s names nobody', async (_, payload) => {
  expect(await read(payload)).toEqual({ authors: [], accounts: [], range: undefined });
});

test('the event of a pull request tells its ends', async () => {
  const { range } = await read('{"pull_request": {"base": {"sha": "a"}, "head": {"sha": "b"}}}');
  expect(range).toEqual({ base: 'a', head: 'b' });
});
