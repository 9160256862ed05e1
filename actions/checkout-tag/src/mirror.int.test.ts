import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { newRepository, temporaryFolder } from './testing/repository.ts';
import { startService, token } from './testing/service.ts';

const { root, repository, server, given } = await startService();
afterAll(() => server.close());

const newPlace = () => join(temporaryFolder(), 'mirrors', 'index.git');
const github = (commit: string) => ({ GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main' });
const git = (mirror: string, ...args: readonly string[]) =>
  execa('git', ['-c', 'safe.directory=*', ...args], { cwd: mirror });
const objectsIn = (workspace: string) =>
  readdirSync(join(workspace, '.git/objects'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const requests = async (work: () => Promise<unknown>) => {
  server.requests.length = 0;
  await work();
  return server.requests.filter(({ line }) => line.startsWith('POST')).length;
};
const commit = (text: string) => repository.commit(text, { files: { 'a.txt': text } });
/** Of the only pack, or the largest. */
const packOf = (mirror: string) => {
  const folder = join(mirror, 'objects/pack');
  const packs = readdirSync(folder).filter((name) => name.endsWith('.pack'));
  const [largest = ''] = packs.toSorted((a, b) => statSync(join(folder, b)).size - statSync(join(folder, a)).size);
  return join(folder, largest);
};

test('a mirror is made where there is none, and the checkout has no object of its own', async () => {
  const reference = newPlace();
  const tip = commit('made');
  const first = given({ reference }, github(tip));
  expect(await first.checkout()).toMatchObject({ commit: tip, 'is-main': true });
  expect(first.context.lines.map(({ text }) => text).join('\n')).toContain(
    `Made a mirror of bss/index in ${reference}`,
  );
  expect(objectsIn(first.context.workspace)).toEqual(['alternates']);
  expect((await git(reference, 'rev-parse', 'refs/heads/main')).stdout).toBe(tip);
  expect(readFileSync(join(reference, 'config'), 'utf8')).not.toContain(token);
  expect(readdirSync(join(reference, '..'))).toEqual(['index.git']);
});

test('it is brought up to date by the first job that needs more, and left alone by those that do not', async () => {
  const reference = newPlace();
  await given({ reference }, github(commit('one'))).checkout();
  const tip = commit('two');
  await given({ reference }, github(tip)).checkout();
  expect((await git(reference, 'rev-parse', 'refs/heads/main')).stdout).toBe(tip);
  const again = given({ reference }, github(tip));
  // What remains is the question for the commit itself, answered without objects.
  expect(await requests(() => again.checkout())).toBeLessThanOrEqual(2);
  expect(again.context.lines.map(({ text }) => text).join('\n')).not.toContain('mirror');
  expect(objectsIn(again.context.workspace)).toEqual(['alternates']);
});

test('a checkout that is used again names the mirror once', async () => {
  const reference = newPlace();
  const first = given({ reference, ref: 'main' });
  await first.checkout();
  await given({ reference, ref: 'main' }, {}, first.context.workspace).checkout();
  const alternates = readFileSync(join(first.context.workspace, '.git/objects/info/alternates'), 'utf8');
  expect(alternates).toBe(`${reference}/objects\n`);
});

test('jobs at the same time make one mirror, and all get their commit', async () => {
  const reference = newPlace();
  const [older, newer] = [commit('older'), commit('newer')];
  const jobs = Array.from({ length: 6 }, (_, index) => given({ reference }, github(index % 2 === 0 ? older : newer)));
  const outputs = await Promise.all(jobs.map((job) => job.checkout()));
  expect(outputs.map((output) => output.commit)).toEqual([older, newer, older, newer, older, newer]);
  const said = jobs.flatMap(({ context }) => context.lines.map(({ text }) => text));
  expect(said.filter((line) => line.startsWith('Made a mirror'))).toHaveLength(1);
  expect(said.some((line) => line.includes('Another job is working on'))).toBe(true);
  expect((await git(reference, 'fsck', '--connectivity-only')).exitCode).toBe(0);
});

test.each<[string, (mirror: string) => void]>([
  ['whose pack was cut off', (mirror) => truncateSync(packOf(mirror), 40)],
  ['whose pack is empty', (mirror) => truncateSync(packOf(mirror), 0)],
  ['without its HEAD', (mirror) => writeFileSync(join(mirror, 'HEAD'), '')],
  ['with a broken configuration', (mirror) => writeFileSync(join(mirror, 'config'), '[core')],
  ['with a broken branch', (mirror) => writeFileSync(join(mirror, 'refs/heads/main'), `${'1'.repeat(40)}\n`)],
])('a mirror %s is made anew', async (_, damage) => {
  const reference = newPlace();
  const before = commit(`before ${Math.random()}`);
  await given({ reference }, github(before)).checkout();
  damage(reference);
  for (const wanted of [before, commit(`after ${Math.random()}`)]) {
    const job = given({ reference }, github(wanted));
    expect((await job.checkout()).commit).toBe(wanted);
    expect((await execa('git', ['status', '--porcelain'], { cwd: job.context.workspace })).stdout).toBe('');
  }
  expect((await git(reference, 'fsck', '--connectivity-only')).exitCode).toBe(0);
  expect(readdirSync(join(reference, '..'))).toEqual(['index.git']);
});

test('what a job that was killed left behind does not stand in the way', async () => {
  const reference = newPlace();
  mkdirSync(`${reference}.new/objects`, { recursive: true });
  mkdirSync(`${reference}.lock`);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(`${reference}.lock`, longAgo, longAgo);
  const tip = commit('killed');
  expect((await given({ reference }, github(tip)).checkout()).commit).toBe(tip);
  expect(readdirSync(join(reference, '..'))).toEqual(['index.git']);
});

test("somebody else's mirror is read and never written", async () => {
  const reference = join(temporaryFolder(), 'theirs.git');
  await execa('git', ['clone', '--quiet', '--mirror', repository.path, reference]);
  const before = (await git(reference, 'rev-parse', 'refs/heads/main')).stdout;
  const tip = commit('newer than theirs');
  expect((await given({ reference }, github(tip)).checkout()).commit).toBe(tip);
  expect((await git(reference, 'rev-parse', 'refs/heads/main')).stdout).toBe(before);
});

test('a mirror of another repository is not used', async () => {
  const reference = newPlace();
  newRepository(join(root, 'bss', 'other')).commit('Other');
  await given({ reference, repository: 'bss/other', ref: 'main' }).checkout();
  const job = given({ reference, ref: 'main' });
  await job.checkout();
  expect(job.context.lines).toContainEqual({
    level: 'warning',
    text: `reference: ${reference} is the mirror of ${server.url}/bss/other, not of ${server.url}/bss/index; it is not used`,
  });
  expect(existsSync(join(job.context.workspace, '.git/objects/info/alternates'))).toBe(false);
});

test('below a folder of mirrors each repository has its own', async () => {
  const folder = `${temporaryFolder()}/`;
  newRepository(join(root, 'bss', 'second')).commit('Second');
  await given({ reference: folder, ref: 'main' }).checkout();
  await given({ reference: folder, repository: 'bss/second', ref: 'main' }).checkout();
  const [, port = ''] = /:(\d+)$/.exec(server.url) ?? [];
  expect(readdirSync(join(folder, '127.0.0.1', port, 'bss')).sort()).toEqual(['index.git', 'second.git']);
});

test('where no mirror can be, the server gives everything, and a warning says so', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const tip = commit('no room');
  const job = given({ reference: join(file, 'mirror.git') }, github(tip));
  expect((await job.checkout()).commit).toBe(tip);
  expect(job.context.lines.find(({ level }) => level === 'warning')?.text).toContain(
    `The mirror ${file}/mirror.git could not be brought up to date`,
  );
});

test('a server that does not answer is the same error with a mirror and without', async () => {
  const reference = newPlace();
  const tip = commit('last');
  await given({ reference }, github(tip)).checkout();
  const next = commit('unreachable');
  server.fail(403, 20);
  await expect(given({ reference }, github(next)).checkout()).rejects.toMatchObject({ code: 'login-refused' });
});
