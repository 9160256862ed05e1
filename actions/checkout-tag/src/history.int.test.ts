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
