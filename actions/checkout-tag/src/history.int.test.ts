import { execSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { newRepository } from './testing/repository.ts';
import { startService } from './testing/service.ts';

const { root, server, given } = await startService();
afterAll(() => server.close());

const by = (name: string) => ({ author: `${name} <${name.toLowerCase()}@example.com>` });
const long = newRepository(join(root, 'bss', 'long'));
const start = long.commit('Start', by('Old'));
for (let count = 0; count < 60; count += 1) long.commit(`Change ${count}`, by(`Dev${count % 3}`));
const released = long.commit('Released', by('Releaser'));
long.git('checkout', '-q', '-b', 'side', start);
long.commit('Beside', by('Sid'));
long.git('checkout', '-q', 'main');
for (let count = 0; count < 40; count += 1) long.commit(`More ${count}`, by(`Ann${count % 2}`));
long.git('merge', '-q', '--no-ff', '-m', 'Merge', 'side');
const tip = long.commit('Last', by('Zoe'));

const authorsSince = async (since: string, more: Readonly<Record<string, string>> = {}) => {
  const job = given({ repository: 'bss/long', ref: 'main', 'authors-since': since, ...more });
  const { authors } = await job.checkout();
  return { authors: authors.map((author) => author.split(' ')[0]).sort(), context: job.context };
};

test('authors since a commit are found whatever the depth of the checkout, and it stays as short as it was', async () => {
  const { authors, context } = await authorsSince(released);
  expect(authors).toEqual(['Ann0', 'Ann1', 'Sid', 'Tester', 'Zoe']);
  const { stdout } = await execa('git', ['rev-list', '--count', 'HEAD'], { cwd: context.workspace });
  expect(stdout).toBe('1');
  expect((await authorsSince(released, { 'fetch-depth': '0' })).authors).toEqual(authors);
});

test('as far as the first commit', async () => {
  expect((await authorsSince(start)).authors).toEqual([
    ...['Ann0', 'Ann1', 'Dev0', 'Dev1', 'Dev2', 'Releaser', 'Sid', 'Tester', 'Zoe'],
  ]);
});

test('a commit that is not there is said, and the authors are those of the push', async () => {
  const { authors, context } = await authorsSince('1'.repeat(40));
  expect(authors).toEqual(['Zoe']);
  expect(context.lines).toContainEqual({
    level: 'notice',
    text: `authors-since: ${'1'.repeat(40)} is not in the history of ${tip}; authors are those of the push`,
  });
});

test('a branch that was rewritten has the authors of what it has anew, while the server has what it was', async () => {
  const forced = newRepository(join(root, 'bss', 'forced'));
  const base = forced.commit('Base', by('Old'));
  const built = forced.commit('Built', by('Gone'));
  forced.git('reset', '-q', '--hard', base);
  forced.commit('Rewritten', by('Again'));
  forced.commit('And more', by('Mia'));
  const repository = { repository: 'bss/forced' };
  expect((await authorsSince(built, repository)).authors).toEqual(['Again', 'Mia']);
  forced.git('-c', 'gc.reflogExpire=now', 'reflog', 'expire', '--expire=now', '--all');
  forced.git('prune', '--expire=now');
  const { authors, context } = await authorsSince(built, repository);
  expect(authors).toEqual(['Mia']);
  expect(context.lines.filter(({ level }) => level === 'notice')).toHaveLength(1);
});

test('a commit that is built although a later one was has no authors since', async () => {
  const { authors, context } = await authorsSince(tip, { ref: released });
  expect(authors).toEqual(['Releaser']);
  expect(context.lines.filter(({ level }) => level === 'notice')).toHaveLength(1);
});

test('1000 commits, each with an author of its own, at every place of the edge that history is cut at', async () => {
  const many = newRepository(join(root, 'bss', 'many'));
  const commits = Array.from({ length: 1000 }, (_, index) => {
    const time = `${1_700_000_000 + index * 60} +0000`;
    const who = `A${index} <a${index}@example.com> ${time}`;
    return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata 2\nx\n`;
  });
  execSync('git fast-import --quiet', { cwd: many.path, input: `reset refs/heads/main\n${commits.join('')}` });
  const fetches = async (back: number) => {
    server.requests.length = 0;
    const { authors } = await authorsSince(many.git('rev-parse', `main~${back}`), { repository: 'bss/many' });
    expect([back, authors.length, new Set(authors).size]).toEqual([back, back, back]);
    return server.requests.filter(({ line }) => line.startsWith('GET')).length;
  };
  // One for the checkout, and one look at the history as long as it is deep enough.
  expect(await fetches(3)).toBe(2);
  for (const back of [30, 31, 32, 33, 127, 128, 999]) await fetches(back);
});

test('a long branch that was merged is looked through to its beginning', async () => {
  const merged = newRepository(join(root, 'bss', 'merged'));
  const hour = (count: number) => new Date(1_700_000_000_000 + count * 3_600_000).toISOString();
  const base = merged.commit('Base', { ...by('Old'), date: hour(0) });
  merged.git('checkout', '-q', '-b', 'side');
  for (let count = 1; count <= 150; count += 1)
    merged.commit(`Side ${count}`, { ...by(count < 5 ? 'First' : 'Rest'), date: hour(count) });
  merged.git('checkout', '-q', '-b', 'trunk', base);
  const built = merged.commit('Trunk', { ...by('Trunk'), date: hour(149) });
  merged.git('merge', '-q', '--no-ff', '-m', 'Merge', 'side');
  const { authors } = await authorsSince(built, { repository: 'bss/merged', ref: 'trunk' });
  expect(authors).toEqual(['First', 'Rest', 'Tester']);
});

test('who wrote a commit with its author is an author too', async () => {
  const pairs = newRepository(join(root, 'bss', 'pairs'));
  const base = pairs.commit('Base', by('Old'));
  const trailers = 'Co-authored-by: Pia <pia@example.com>\nCo-authored-by: nobody in particular';
  pairs.commit(`Together\n\n${trailers}`, by('Ada'));
  const inputs = { repository: 'bss/pairs', ref: 'main' };
  const ofCommit = await given(inputs).checkout();
  expect(ofCommit.authors).toEqual(['Ada <ada@example.com>', 'Pia <pia@example.com>']);
  const since = await given({ ...inputs, 'authors-since': base }).checkout();
  expect(since.authors).toEqual(ofCommit.authors);
});

test('built again, the author is that of the commit', async () => {
  expect((await authorsSince(tip)).authors).toEqual(['Zoe']);
});

test('no file is fetched for it', async () => {
  const { context } = await authorsSince(released);
  const [scratch = ''] = readdirSync(context.temp).filter((name) => name.startsWith('history'));
  const list = ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype)'];
  const { stdout } = await execa('git', list, { cwd: join(context.temp, scratch) });
  expect(new Set(stdout.split('\n'))).not.toContain('blob');
  expect(stdout).toContain('commit');
  await context.end();
  expect(readdirSync(context.temp)).toEqual([]);
});
