import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from './testing/repository.ts';
import { startService } from './testing/service.ts';

const { repository, server, given } = await startService();
afterAll(() => server.close());

test('a checkout that is there is brought to the wanted commit, and what lay about is gone', async () => {
  const first = given({ ref: 'main' });
  await first.checkout();
  const { workspace } = first.context;
  writeFileSync(join(workspace, 'a.txt'), 'changed');
  writeFileSync(join(workspace, 'left-over'), '');
  writeFileSync(join(workspace, '.git/index.lock'), '');
  repository.git('branch', '-f', 'main-2/b', 'main');
  const outputs = await given({ ref: 'main-2/b' }, {}, workspace).checkout();
  expect(outputs.branch).toBe('main-2/b');
  expect(readdirSync(workspace).sort()).toEqual(['.git', 'a.txt', 'docs']);
  expect(readFileSync(join(workspace, 'a.txt'), 'utf8')).toBe('aa');
});

test('a branch of an earlier run does not stand in the way of one below its name', async () => {
  repository.git('branch', '-f', 'topic', 'main');
  const first = given({ ref: 'topic' });
  await first.checkout();
  repository.git('branch', '-D', 'topic');
  repository.git('branch', 'topic/more', 'main');
  const outputs = await given({ ref: 'topic/more' }, {}, first.context.workspace).checkout();
  expect(outputs.branch).toBe('topic/more');
});

test('a history that was short becomes whole when all of it is wanted', async () => {
  const first = given({ ref: 'main' });
  await first.checkout();
  await given({ ref: 'main', 'fetch-depth': '0' }, {}, first.context.workspace).checkout();
  expect(existsSync(join(first.context.workspace, '.git/shallow'))).toBe(false);
});

test('what an earlier build left as a hook does not run', async () => {
  const first = given({ ref: 'main' });
  await first.checkout();
  const { workspace } = first.context;
  mkdirSync(join(workspace, '.git/hooks'), { recursive: true });
  writeFileSync(join(workspace, '.git/hooks/post-checkout'), '#!/bin/sh\ntouch "$PWD/../hooked"\n', { mode: 0o755 });
  await given({ ref: 'main' }, {}, workspace).checkout();
  expect(existsSync(join(workspace, '../hooked'))).toBe(false);
});

test.skipIf(process.getuid?.() !== 0)('what another user left behind is one clear failure', async () => {
  const first = given({ ref: 'main' });
  await first.checkout();
  const { workspace } = first.context;
  mkdirSync(join(workspace, 'target'));
  writeFileSync(join(workspace, 'target/app.jar'), '');
  // The whole test runs as root, so git alone has to be somebody else: nobody.
  const bin = temporaryFolder();
  chmodSync(bin, 0o755);
  writeFileSync(join(bin, 'git'), '#!/bin/sh\nexec setpriv --reuid=65534 --clear-groups /usr/bin/git "$@"\n', {
    mode: 0o755,
  });
  execaSync('chown', ['-R', '65534', workspace]);
  execaSync('chown', ['-R', '0', join(workspace, 'target')]);
  const path = { PATH: `${bin}:${process.env.PATH}` };
  await expect(given({ ref: 'main' }, path, workspace).checkout()).rejects.toMatchObject({
    code: 'folder-not-ours',
    headline: 'Files in the checkout of "bss/index" belong to another user',
    reason: expect.stringContaining('target/app.jar: Permission denied'),
  });
});
