import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { newRepository, temporaryFolder } from './testing/repository.ts';
import { addSubmodule, below, checkoutTwice, nameOf } from './testing/reused.ts';
import { startService } from './testing/service.ts';

const service = await startService();
const { root, server } = service;
afterAll(() => server.close());

test('what was left in submodules goes too, and the submodules themselves when they are not wanted any more', async () => {
  const inner = newRepository(join(root, 'bss', 'inner'));
  inner.commit('Inner', { files: { 'inner.txt': 'i', '.gitignore': 'target' } });
  const middle = newRepository(join(root, 'bss', 'middle'));
  addSubmodule(middle, inner, `${server.url}/bss/inner`);
  const outer = newRepository(join(root, 'bss', 'outer'));
  addSubmodule(outer, middle, `${server.url}/bss/middle`);
  const inputs = { repository: 'bss/outer', submodules: 'recursive' };
  const leaveFiles = (at: string) => {
    for (const folder of ['middle', 'middle/inner']) {
      writeFileSync(join(at, folder, 'left-over'), '');
      mkdirSync(join(at, folder, 'target'));
      writeFileSync(join(at, folder, 'target/app.jar'), '');
    }
    writeFileSync(join(at, 'middle/inner/inner.txt'), 'changed');
    writeFileSync(below(at, 'modules/middle/modules/inner/index.lock'), '');
  };
  const again = await checkoutTwice(service, leaveFiles, inputs);
  expect(readdirSync(join(again.workspace, 'middle')).sort()).toEqual(['.git', '.gitmodules', 'inner']);
  expect(readdirSync(join(again.workspace, 'middle/inner')).sort()).toEqual(['.git', '.gitignore', 'inner.txt']);
  expect(readFileSync(join(again.workspace, 'middle/inner/inner.txt'), 'utf8')).toBe('i');
  const unwanted = await checkoutTwice(service, leaveFiles, inputs, { submodules: 'false' });
  expect(readdirSync(join(unwanted.workspace, 'middle'))).toEqual([]);
  expect([again.notices, unwanted.notices]).toEqual([[], []]);
});

test.for<[string, (module: string, outside: string) => unknown]>([
  ['is damaged', (module) => truncateSync(join(module, 'HEAD'), 0)],
  ['has its files elsewhere', (module, outside) => execa('git', ['config', 'core.worktree', outside], { cwd: module })],
])('a checkout of which a submodule %s is made anew', async ([name, damage]) => {
  const [part, whole] = ['part', 'whole'].map((kind) => newRepository(join(root, 'bss', `${kind}-${name.length}`)));
  if (part === undefined || whole === undefined) throw new Error('unreachable');
  part.commit('Part', { files: { 'part.txt': 'p' } });
  addSubmodule(whole, part, `${server.url}/bss/${nameOf(part)}`);
  const outside = temporaryFolder();
  writeFileSync(join(outside, 'precious'), 'x');
  const inputs = { repository: `bss/whole-${name.length}`, submodules: 'true' };
  const { workspace, notices } = await checkoutTwice(
    service,
    (at) => damage(below(at, 'modules', nameOf(part)), outside),
    inputs,
  );
  expect(notices).toEqual([expect.stringContaining('is damaged and made anew')]);
  expect(readFileSync(join(workspace, nameOf(part), 'part.txt'), 'utf8')).toBe('p');
  expect(readdirSync(outside)).toEqual(['precious']);
});
