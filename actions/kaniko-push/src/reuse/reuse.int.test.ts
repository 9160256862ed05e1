import { toTag } from '@slipway/image';
import { environment } from '@slipway/lab';
import { openRegistry } from '@slipway/registry';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { buildsWith } from '../testing/build.ts';

const { fromLab, service } = buildsWith(await environment());
const registry = openRegistry({ host: fromLab('REGISTRY') });

const files = {
  Dockerfile: 'ARG BASE=busybox:1\nFROM $BASE\nARG GREETING\nCOPY made /made\n',
  'src/main.txt': 'source',
  // The test's temp folder lies in its workspace.
  '.gitignore': 'made/\ntemp/\n',
  'made/program': 'compiled',
};

/** A service in a repository, with a commit of all its files. */
async function committed(more: Readonly<Record<string, string>> = {}) {
  const app = await service({ ...files, ...more });
  const git = (...args: readonly string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: app.context.workspace });
  const commit = async (...args: readonly string[]) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message=change', ...args);
  };
  await git('init', '--quiet');
  await commit();
  return { ...app, git, commit };
}

test('another commit of the same files gets the image of the first', async () => {
  const app = await committed();
  const first = await app.push({ tags: 'one\nlatest' });
  expect(first).toMatchObject({ pushed: true, reason: '' });
  await app.commit('--allow-empty');
  // What an earlier step makes is no source, and need not be the same twice.
  await app.write('made/program', 'compiled again');
  const second = await app.push({ tags: 'two\nlatest', labels: 'org.opencontainers.image.revision=two' });
  expect(second).toMatchObject({
    digest: first.digest,
    pushed: false,
    runtime: '',
    tags: ['two', 'latest'],
    reason: `Nothing to build: the same source was built before (${first.digest}); it is two now too`,
  });
  expect((await registry.headManifest(`shop/${app.repository}`, toTag('two')))?.digest).toBe(first.digest);
  expect(app.context.summaries.at(-1)).toContain('the same source was built before');
});

test.each<[string, (app: Awaited<ReturnType<typeof committed>>) => Promise<Record<string, string>>]>([
  [
    'a changed file',
    async (app) => {
      await app.write('src/main.txt', 'other');
      await app.commit();
      return {};
    },
  ],
  ['another build argument', async () => ({ 'build-args': 'GREETING=hello' })],
  ['another base image', async () => ({ 'build-args': `BASE=${fromLab('REGISTRY')}/pause:lab` })],
  ['the wish to build anyway', async () => ({ reuse: 'false' })],
  [
    'a file that is not committed',
    async (app) => {
      await app.write('src/more.txt', 'more');
      return {};
    },
  ],
  [
    'a change that is not committed',
    async (app) => {
      await app.write('src/main.txt', 'other');
      return {};
    },
  ],
])('%s makes another image', async (_, change) => {
  const app = await committed();
  await app.push({ tags: 'one' });
  expect(await app.push({ tags: 'two', ...(await change(app)) })).toMatchObject({ pushed: true, reason: '' });
});

test('a base image that has moved makes another image', async () => {
  const base = await committed();
  await base.push({ tags: 'base' });
  const name = `${fromLab('REGISTRY')}/shop/${base.repository}:base`;
  const app = await committed({ Dockerfile: `FROM ${name}\nCOPY src /src\n` });
  const first = await app.push({ tags: 'one' });
  expect(await app.push({ tags: 'two' })).toMatchObject({ pushed: false, digest: first.digest });
  await base.write('src/main.txt', 'newer');
  await base.write('made/program', 'compiled from it');
  await base.commit();
  await base.push({ tags: 'base', 'if-exists': 'overwrite' });
  expect(await app.push({ tags: 'three' })).toMatchObject({ pushed: true });
});

test('only what the image is made of counts', async () => {
  const app = await committed({
    'service/Dockerfile': 'FROM busybox:1\nCOPY . /s\n',
    'parent.txt': '1',
    'docs.txt': '1',
  });
  const inputs = { context: 'service', 'source-paths': 'parent.txt' };
  const first = await app.push({ ...inputs, tags: 'one' });
  await app.write('docs.txt', '2');
  await app.commit();
  expect(await app.push({ ...inputs, tags: 'two' })).toMatchObject({ pushed: false, digest: first.digest });
  await app.write('parent.txt', '2');
  await app.commit();
  expect(await app.push({ ...inputs, tags: 'three' })).toMatchObject({ pushed: true });
  await app.write('service/more.txt', '2');
  await app.commit();
  expect(await app.push({ ...inputs, tags: 'four' })).toMatchObject({ pushed: true });
});

test('without a repository every build is made, and the log says why', async () => {
  const app = await service(files);
  await app.push({ tags: 'one' });
  expect(await app.push({ tags: 'two' })).toMatchObject({ pushed: true });
  expect(app.log()).toContain('Whether it was built before cannot be told: the context is in no git repository');
});

test('a source path that is not there is said, and the image built', async () => {
  const app = await committed();
  expect(await app.push({ 'source-paths': 'nowhere' })).toMatchObject({ pushed: true });
  expect(app.log()).toContain('cannot be told: the commit has no "nowhere"');
});

test('find builds nothing: it takes an image of the same source, or says that there is none', async () => {
  const app = await committed();
  const nothing = {
    image: '',
    digest: '',
    'image-with-digest': '',
    tags: [],
    pushed: false,
    reason: '',
    runtime: '',
    sbom: '',
    signed: '',
  };
  expect(await app.push({ action: 'find', tags: 'one\nlatest' })).toEqual(nothing);
  // A build with failing tests is told not to be remembered.
  await app.push({ tags: 'one', reuse: 'false' });
  expect(await app.push({ action: 'find', tags: 'one' })).toEqual(nothing);
  const good = await app.push({ tags: 'two' });
  expect(good).toMatchObject({ pushed: true });
  expect(await app.push({ action: 'find', tags: 'three' })).toMatchObject({ digest: good.digest, pushed: false });
  expect((await registry.headManifest(`shop/${app.repository}`, toTag('three')))?.digest).toBe(good.digest);
});

test('a checkout of another user is read too', async () => {
  const app = await committed();
  await execa('chown', ['-R', '65534:65534', app.context.workspace]);
  const first = await app.push({ tags: 'one' });
  expect(await app.push({ tags: 'two' })).toMatchObject({ pushed: false, digest: first.digest });
});
