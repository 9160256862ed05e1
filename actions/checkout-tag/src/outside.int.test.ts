import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { newRepository, temporaryFolder } from './testing/repository.ts';
import { below, checkoutTwice, contentOf } from './testing/reused.ts';
import { startService } from './testing/service.ts';

const service = await startService();
const { repository, server, given } = service;
afterAll(() => server.close());

const newCommit = () => repository.commit('Another', { files: { 'a.txt': `${Math.random()}` } });

test.for<[string, (workspace: string, outside: string) => unknown]>([
  [
    'a repository',
    (at, outside) => {
      rmSync(below(at), { recursive: true });
      writeFileSync(below(at), `gitdir: ${join(outside, '.git')}\n`);
    },
  ],
  [
    'a repository, by a link',
    (at, outside) => {
      rmSync(below(at), { recursive: true });
      symlinkSync(join(outside, '.git'), below(at));
    },
  ],
  [
    'objects',
    (at, outside) => {
      rmSync(below(at, 'objects'), { recursive: true });
      symlinkSync(join(outside, '.git/objects'), below(at, 'objects'));
    },
  ],
  ['a work tree', (at, outside) => execa('git', ['config', 'core.worktree', outside], { cwd: at })],
])('%s outside that a checkout leads to is left alone', async ([, lead]) => {
  const outside = temporaryFolder();
  await execa('git', ['clone', '--quiet', repository.path, outside]);
  await execa('git', ['remote', 'set-url', 'origin', `${server.url}/bss/index`], { cwd: outside });
  writeFileSync(join(outside, 'a.txt'), 'precious');
  writeFileSync(join(outside, 'untracked'), 'precious');
  writeFileSync(join(outside, '.git/index.lock'), '');
  const before = contentOf(outside);
  const { notices, status } = await checkoutTwice(service, async (at) => {
    newCommit();
    await lead(at, outside);
    symlinkSync(outside, join(at, 'link'));
  });
  expect(notices).toEqual([expect.stringContaining('is damaged and made anew')]);
  expect(status).toBe('');
  expect(contentOf(outside)).toEqual(before);
});

test('a repository around the workspace is not taken for the checkout', async () => {
  const around = newRepository(temporaryFolder());
  around.commit('Around', { files: { precious: 'x' } });
  around.git('remote', 'add', 'origin', `${server.url}/bss/index`);
  const before = contentOf(around.path);
  const workspace = join(around.path, 'workspace');
  mkdirSync(join(workspace, '.git'), { recursive: true });
  const { context, checkout } = given({ ref: 'main' }, {}, workspace);
  await checkout();
  expect(context.lines.filter(({ level }) => level === 'notice')).toHaveLength(1);
  rmSync(workspace, { recursive: true });
  expect(contentOf(around.path)).toEqual(before);
});
