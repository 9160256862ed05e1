import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from './testing/repository.ts';
import { below, checkoutTwice, emptied } from './testing/reused.ts';
import { startService } from './testing/service.ts';

const service = await startService();
const { repository, server, given } = service;
afterAll(() => server.close());

const newCommit = () => repository.commit('Another', { files: { 'a.txt': `${Math.random()}` } });
const packsOf = (workspace: string) =>
  readdirSync(below(workspace, 'objects/pack'))
    .filter((name) => name.endsWith('.pack'))
    .map((name) => below(workspace, 'objects/pack', name));
/** Changes the pack that all objects are put into, as a larger fetch does. */
const changePacks = async (workspace: string, change: (file: string) => void) => {
  await execa('git', ['repack', '-adq'], { cwd: workspace });
  for (const file of packsOf(workspace)) {
    chmodSync(file, 0o644);
    change(file);
  }
};
const looseObject = async (workspace: string, name: string) => {
  const { stdout } = await execa('git', ['rev-parse', name], { cwd: workspace });
  const file = below(workspace, 'objects', stdout.slice(0, 2), stdout.slice(2));
  chmodSync(file, 0o644);
  return file;
};

test('locks of a killed job go, whatever they are called and wherever they are', async () => {
  const locks = ['index.lock', 'refs/heads/main.lock', 'refs/remotes/origin/main.lock', 'logs/HEAD.lock', 'new.lock'];
  const { workspace, notices, status } = await checkoutTwice(service, (workspace) => {
    newCommit();
    for (const lock of locks) {
      mkdirSync(join(below(workspace, lock), '..'), { recursive: true });
      writeFileSync(below(workspace, lock), '');
    }
  });
  expect(locks.filter((lock) => existsSync(below(workspace, lock)))).toEqual([]);
  expect([notices, status]).toEqual([[], '']);
});

const looseObjectGone = async (at: string, name: string) => rmSync(await looseObject(at, name));

test.for<[string, (workspace: string) => unknown]>([
  ['whose index is cut off', (at) => truncateSync(below(at, 'index'), 40)],
  ['whose index is empty', (at) => truncateSync(below(at, 'index'), 0)],
  ['whose index is none', (at) => writeFileSync(below(at, 'index'), 'x'.repeat(200))],
  ['without an index', (at) => rmSync(below(at, 'index'))],
  ['whose HEAD is a branch that is gone', (at) => writeFileSync(below(at, 'HEAD'), 'ref: refs/heads/gone\n')],
  ['whose HEAD is a commit that is not there', (at) => writeFileSync(below(at, 'HEAD'), `${'1'.repeat(40)}\n`)],
  ['without its commit', (at) => looseObjectGone(at, 'HEAD')],
  ['without its packs', (at) => changePacks(at, (file) => rmSync(file))],
])('a checkout %s is put right as it is', async ([, damage]) => {
  const { outputs, status, notices, isWhole } = await checkoutTwice(service, async (at) => {
    await damage(at);
    writeFileSync(join(at, 'left-over'), '');
  });
  expect(outputs.commit).toBe(repository.git('rev-parse', 'main'));
  expect([status, notices, isWhole]).toEqual(['', [], true]);
});

test.for<[string, string, (workspace: string) => unknown]>([
  ['whose HEAD is empty', 'not a git repository', (at) => writeFileSync(below(at, 'HEAD'), '')],
  ['without HEAD', 'not a git repository', (at) => rmSync(below(at, 'HEAD'))],
  ['with an empty .git', 'not a git repository', (at) => emptied(below(at))],
  ['without objects', 'not a git repository', (at) => rmSync(below(at, 'objects'), { recursive: true })],
  ['with a broken configuration', 'bad config line', (at) => writeFileSync(below(at, 'config'), '[core')],
  ['with an empty commit', 'is corrupt', async (at) => truncateSync(await looseObject(at, 'HEAD'), 0)],
  [
    'with a broken tree',
    'inflate: data stream error',
    async (at) => writeFileSync(await looseObject(at, 'HEAD^{tree}'), 'no tree'),
  ],
  [
    'without a file and its object',
    'missing blob',
    async (at) => {
      await looseObjectGone(at, 'HEAD:docs/b.txt');
      rmSync(join(at, 'docs/b.txt'));
    },
  ],
  ['whose pack is cut off', 'far too short', (at) => changePacks(at, (file) => truncateSync(file, 10))],
  [
    'whose pack holds something else',
    'not a GIT packfile',
    (at) => changePacks(at, (file) => writeFileSync(file, 'x'.repeat(4000))),
  ],
  ['with a broken branch', 'refs/heads/main', (at) => writeFileSync(below(at, 'refs/heads/main'), 'x')],
  ['with a broken remote branch', 'reference broken', (at) => writeFileSync(below(at, 'refs/remotes/origin/main'), '')],
  [
    'that a job had no time to fill',
    'a job was ended before it was filled',
    (at) => {
      emptied(at);
      execaSync('git', ['init', '--quiet'], { cwd: at });
    },
  ],
])('a checkout %s is made anew, and one notice says why', async ([, why, damage]) => {
  const { workspace, outputs, notices, status, isWhole } = await checkoutTwice(service, damage);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toContain(`The checkout in ${workspace} is damaged and made anew: `);
  expect(notices[0]).toContain(why);
  expect(outputs.commit).toBe(repository.git('rev-parse', 'main'));
  expect([status, isWhole]).toEqual(['', true]);
  expect(readFileSync(join(workspace, 'docs/b.txt'), 'utf8')).toBe('b');
});

test('a damaged checkout stays as it is when it may not be cleaned', async () => {
  const damage = (at: string) => truncateSync(below(at, 'index'), 20);
  const twice = checkoutTwice(service, damage, {}, { clean: 'false' });
  await expect(twice).rejects.toMatchObject({
    code: 'damaged-checkout',
    headline: 'The checkout in "." is damaged, and "clean" is false',
    reason: expect.stringContaining('index file'),
  });
});

test.for<Record<string, string>>([
  {},
  { 'fetch-depth': '0' },
  { filter: 'blob:none' },
  { filter: 'tree:0', 'fetch-depth': '0', 'sparse-checkout': 'docs' },
  { reference: join(temporaryFolder(), 'mirror.git') },
])('what the server refuses is no damage, and a checkout with %j stays', async (inputs) => {
  const first = given({ ref: 'main', ...inputs });
  await first.checkout();
  const { workspace } = first.context;
  for (const wrong of [{ ref: 'no-such' }, { ref: '1'.repeat(40) }, { ref: 'main', token: 'wrong' }]) {
    const next = given({ ...inputs, ...wrong }, {}, workspace);
    await expect(next.checkout()).rejects.toThrow();
    expect(next.context.lines.filter(({ level }) => level === 'notice')).toEqual([]);
  }
  expect(existsSync(join(workspace, 'docs/b.txt'))).toBe(true);
});

test('a damaged checkout whose repository is another one is left alone', async () => {
  const damage = (at: string) => {
    execaSync('git', ['config', 'remote.origin.url', `${server.url}/bss/other`], { cwd: at });
    writeFileSync(below(at, 'HEAD'), '');
  };
  await expect(checkoutTwice(service, damage)).rejects.toMatchObject({ code: 'folder-in-use' });
});
