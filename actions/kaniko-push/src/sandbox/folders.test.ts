import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeRoot } from './folders.ts';

test('a root with closed folders goes away, and what its links lead to stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-root-'));
  const [root, kept] = [join(folder, 'root'), join(folder, 'kept.txt')];
  await mkdir(join(root, 'closed/deep'), { recursive: true });
  await writeFile(kept, 'kept');
  await writeFile(join(root, 'closed/deep/file'), '');
  await symlink(kept, join(root, 'closed/link'));
  await chmod(join(root, 'closed/deep'), 0o555);
  await chmod(join(root, 'closed'), 0o555);
  await removeRoot(root);
  expect([existsSync(root), existsSync(kept)]).toEqual([false, true]);
});
