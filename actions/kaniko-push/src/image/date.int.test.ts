import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { toTag } from '@slipway/image';
import { environment } from '@slipway/lab';
import { openRegistry } from '@slipway/registry';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { buildsWith, type Service } from '../testing/build.ts';

const { fromLab, service } = buildsWith(await environment());
const registry = openRegistry({ host: fromLab('REGISTRY') });

/** Commit of 2026-07-11 at half past nine in the evening, in Kathmandu. */
async function committed(dockerfile: string): Promise<Service> {
  const app = await service({ Dockerfile: dockerfile, '.gitignore': 'temp/\n', 'a.txt': 'a' });
  const date = '2026-07-11T21:30:00+0545';
  const git = (...args: readonly string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: app.context.workspace,
      env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=one');
  return app;
}

async function configOf(app: Service, tag: string) {
  const { content } = await registry.getManifest(`shop/${app.repository}`, toTag(tag));
  const { config } = JSON.parse(content.toString()) as { config: { digest: string } };
  const answer = await fetch(`http://${registry.host}/v2/shop/${app.repository}/blobs/${config.digest}`);
  return (await answer.json()) as { created: string; config: { Labels: Record<string, string> } };
}

const created = 'org.opencontainers.image.created';

test('every build of a commit has its date', async () => {
  const steps = ['ARG SOURCE_DATE_EPOCH', 'COPY a.txt /', 'RUN echo "epoch $SOURCE_DATE_EPOCH"'];
  const app = await committed(['FROM busybox:1', ...steps, ''].join('\n'));
  await app.push({ tags: 'one', reuse: 'false' });
  await app.push({ tags: 'two', reuse: 'false', labels: `${created}=2026-01-01T00:00:00Z` });
  expect(app.log()).toContain('| epoch 1783784700');
  const date = '2026-07-11T15:45:00Z';
  expect(await configOf(app, 'one')).toMatchObject({ created: date, config: { Labels: { [created]: date } } });
  expect(await configOf(app, 'two')).toMatchObject({
    created: date,
    config: { Labels: { [created]: '2026-01-01T00:00:00Z' } },
  });
});

test('its labels say the commit and where it is from, without the login of the checkout; labels of the user go before them', async () => {
  const app = await committed('FROM busybox:1\n');
  const git = (...args: readonly string[]) => execa('git', args, { cwd: app.context.workspace });
  await git('remote', 'add', 'origin', 'https://x-access-token:ghs_secret@github.com/shop/index.git');
  const { stdout: revision } = await git('rev-parse', 'HEAD');
  const [name, source] = ['org.opencontainers.image.revision', 'org.opencontainers.image.source'];
  await app.push({ tags: 'one', reuse: 'false' });
  await app.push({ tags: 'two', reuse: 'false', labels: `${name}=v1` });
  const page = 'https://github.com/shop/index';
  expect((await configOf(app, 'one')).config.Labels).toMatchObject({ [name]: revision, [source]: page });
  expect((await configOf(app, 'two')).config.Labels).toMatchObject({ [name]: 'v1', [source]: page });
});

test('with --reproducible every build of a commit has the same digest', async () => {
  // kaniko ends in a panic over base images without a history, as those of the lab are.
  const app = await committed('FROM scratch\nCOPY a.txt /\n');
  const again = { reuse: 'false', 'kaniko-args': '--reproducible' };
  const first = await app.push({ ...again, tags: 'one' });
  await app.write('a.txt', 'a');
  await utimes(join(app.context.workspace, 'a.txt'), 1, 1);
  expect(await app.push({ ...again, tags: 'two' })).toMatchObject({ pushed: true, digest: first.digest });
  expect((await configOf(app, 'two')).created).toBe('2026-07-11T15:45:00Z');
});

test('SOURCE_DATE_EPOCH goes before the date of the commit, and has to be a number', async () => {
  const app = await committed('FROM busybox:1\n');
  const set = (SOURCE_DATE_EPOCH: string) =>
    Object.assign(app.context, { env: { ...app.context.env, SOURCE_DATE_EPOCH } });
  set('86400');
  await app.push({ tags: 'one' });
  expect((await configOf(app, 'one')).created).toBe('1970-01-02T00:00:00Z');
  set('yesterday');
  await expect(app.push({ tags: 'two', reuse: 'false' })).rejects.toMatchObject({
    code: 'bad-option',
    headline: 'SOURCE_DATE_EPOCH: "yesterday" given; allowed: seconds since 1970-01-01, as digits',
  });
});
