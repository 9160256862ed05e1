import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { toTag } from '@slipway/image';
import { environment } from '@slipway/lab';
import { openRegistry } from '@slipway/registry';
import { describe, expect, test } from 'vitest';
import { buildsWith, cancelOnceSaid } from './testing/build.ts';

const { fromLab, service } = buildsWith(await environment());

const dockerfile = 'FROM busybox:1\nCOPY greeting.txt /greeting.txt\nRUN cat /greeting.txt\n';
const registry = openRegistry({ host: fromLab('REGISTRY') });

test('builds, pushes under all tags, and says what the registry says', async () => {
  const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'hello from the build\n' });
  const outputs = await app.push({ labels: 'org.opencontainers.image.revision=3f1c2ab' });
  const head = await registry.headManifest(`shop/${app.repository}`, toTag('latest'));
  expect(outputs).toEqual({
    image: `${fromLab('REGISTRY')}/shop/${app.repository}:one`,
    digest: head?.digest,
    'image-with-digest': `${fromLab('REGISTRY')}/shop/${app.repository}@${head?.digest}`,
    tags: ['one', 'latest'],
    pushed: true,
    reason: '',
    runtime: 'sandbox',
    sbom: '',
    signed: '',
  });
  expect(app.log()).toContain('| hello from the build');
  const { config } = JSON.parse(
    (await registry.getManifest(`shop/${app.repository}`, toTag('one'))).content.toString(),
  ) as { config: { digest: string } };
  const image = await fetch(`http://${fromLab('REGISTRY')}/v2/shop/${app.repository}/blobs/${config.digest}`);
  expect(await image.json()).toMatchObject({ config: { Labels: { 'org.opencontainers.image.revision': '3f1c2ab' } } });
  expect(app.context.summaries.join()).toContain(outputs.digest);
});

test('an image whose tag is there is not built again, and latest moves to it', async () => {
  const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'one' });
  const first = await app.push();
  await app.write('greeting.txt', 'two');
  const second = await app.push({ tags: 'two\nlatest' });
  expect(second.digest).not.toBe(first.digest);
  const again = await app.push({ tags: 'one\nlatest\nv1' });
  expect(again).toMatchObject({ digest: first.digest, pushed: false, runtime: '', tags: ['one', 'latest', 'v1'] });
  for (const tag of ['latest', 'v1'].map(toTag)) {
    expect((await registry.headManifest(`shop/${app.repository}`, tag))?.digest).toBe(first.digest);
  }
  await expect(app.push({ 'if-exists': 'fail' })).rejects.toMatchObject({
    code: 'tag-taken',
    headline: `${fromLab('REGISTRY')}/shop/${app.repository} has the tag "one" already, and if-exists is "fail"`,
  });
  const moved = await app.push({ tags: 'one', 'if-exists': 'overwrite' });
  expect(moved).toMatchObject({ pushed: true });
  expect(moved.digest).not.toBe(first.digest);
});

describe('with a registry that wants TLS and a login', () => {
  const login = {
    registry: `${fromLab('REGISTRY_TLS')}/shop`,
    username: fromLab('REGISTRY_USERNAME'),
    password: fromLab('REGISTRY_PASSWORD'),
    'registry-ca': fromLab('REGISTRY_CA'),
  };

  const pullLogin = { 'pull-username': login.username, 'pull-password': login.password };

  test('a base image from there is pulled with the login for it, not with that for the push', async () => {
    const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'base' });
    await app.push(login);
    await app.write('Dockerfile', `FROM ${login.registry}/${app.repository}:one\nRUN cat /greeting.txt\n`);
    await expect(app.push({ ...login, tags: 'two' })).rejects.toMatchObject({
      code: 'base-image-refused',
      advice: expect.stringContaining('"pull-username" and "pull-password"'),
    });
    expect(app.log()).not.toContain('can read the login of');
    expect(await app.push({ ...login, ...pullLogin, tags: 'two' })).toMatchObject({ pushed: true });
    expect(app.context.lines).toContainEqual({
      level: 'warning',
      text: expect.stringMatching(/can read the login of .*\("pusher"\).*it is the login for the push/),
    });
  });

  test('layers are kept there with the login for it only', async () => {
    const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'cached' });
    expect(await app.push({ ...login, cache: 'true', tags: 'one' })).toMatchObject({ pushed: true });
    const refused = `No layers are kept: ${fromLab('REGISTRY_TLS')} asks for a login to push to shop/${app.repository}-cache`;
    expect(app.log()).toContain(refused);
    const cache = { cache: 'true', 'cache-username': login.username, 'cache-password': login.password };
    await app.push({ ...login, ...cache, tags: 'two' });
    await app.push({ ...login, ...cache, tags: 'three' });
    expect(app.log()).toContain('Using caching version of cmd: RUN cat /greeting.txt');
    await expect(app.push({ ...login, ...cache, 'cache-password': 'wrong', tags: 'four' })).rejects.toMatchObject({
      code: 'login-refused',
    });
  });

  test('a wrong password ends it before the build, in a sentence without the password', async () => {
    const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'x' });
    await expect(app.push({ ...login, password: 'not-the-password' })).rejects.toMatchObject({
      code: 'login-refused',
      headline: `${fromLab('REGISTRY_TLS')} refuses the login of "pusher"`,
    });
    expect(app.log()).not.toContain('Build ');
    expect(app.log()).not.toContain('not-the-password');
  });

  test('without login it is said what is missing', async () => {
    const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'x' });
    await expect(app.push({ ...login, username: '', password: '' })).rejects.toMatchObject({ code: 'login-required' });
  });

  test('without its authority it is not trusted', async () => {
    const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'x' });
    await expect(app.push({ ...login, 'registry-ca': '' })).rejects.toMatchObject({ code: 'registry-not-trusted' });
    expect(await app.push({ ...login, 'registry-ca': '', 'skip-tls-verify': 'true' })).toMatchObject({ pushed: true });
  });
});

test('layers of a base image in the same registry are taken over, not uploaded', async () => {
  const base = await service({ Dockerfile: 'FROM busybox:1\nRUN head -c 3000000 /dev/urandom > /large\n' });
  await base.push();
  const app = await service({
    Dockerfile: `FROM ${fromLab('REGISTRY')}/shop/${base.repository}:one\nCOPY a /a\n`,
    a: 'a',
  });
  await app.push();
  expect(app.log()).toContain('2 of 4 layers were new, 0.0 MB; 2 of the base image never left the registry');
  expect((await layerSizes(app.repository)).slice(0, 2)).toEqual(await layerSizes(base.repository));
});

test('an image for another platform says so', async () => {
  const app = await service({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'a' });
  await app.push({ platform: 'linux/arm64' });
  const { content } = await registry.getManifest(`shop/${app.repository}`, toTag('one'));
  const { config } = JSON.parse(content.toString()) as { config: { digest: string } };
  const image = await fetch(`http://${fromLab('REGISTRY')}/v2/shop/${app.repository}/blobs/${config.digest}`);
  expect(await image.json()).toMatchObject({ os: 'linux', architecture: 'arm64' });
});

test('a secret is there for a step and not in the image', async () => {
  const step = 'RUN --mount=type=secret,id=token sha256sum /run/secrets/token';
  const app = await service({ Dockerfile: `FROM busybox:1\n${step}\n` });
  const { digest } = await app.push({ secrets: 'token=correct-horse' });
  const sum = createHash('sha256').update('correct-horse').digest('hex');
  expect(app.log()).toContain(`| ${sum}  /run/secrets/token`);
  const app2 = await service({ Dockerfile: `FROM busybox:1\n${step.replace('sha256sum', 'true')}\n` });
  await app2.push({ secrets: 'token=correct-horse' });
  const layers = await layerSizes(app.repository);
  expect(layers).toEqual(await layerSizes('../library/busybox', '1'));
  expect(digest).toMatch(/^sha256:/);
});

test('with a cache the second build unpacks nothing', async () => {
  const app = await service({ Dockerfile: dockerfile, 'greeting.txt': 'cached' });
  await app.push({ cache: 'true' });
  const before = app.context.lines.length;
  await app.push({ cache: 'true', tags: 'two' });
  const second = app.context.lines.slice(before).map(({ text }) => text);
  expect(second.join('\n')).not.toContain('Unpacking rootfs');
  expect(second.join('\n')).toContain('Using caching version of cmd: RUN cat /greeting.txt');
});

test('a cancelled build stops at once and leaves nothing', async () => {
  const stop = new AbortController();
  const app = await service({ Dockerfile: 'FROM busybox:1\nRUN echo begun; sleep 300\n' }, stop.signal);
  await cancelOnceSaid(app, '| begun', stop, app.push());
  await app.context.end();
  expect(await readdir(app.context.temp)).toEqual([]);
});

test('a build that takes too long is ended, and the step is named', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\nRUN sleep 300\n' });
  await expect(app.push({ timeout: '2s' })).rejects.toMatchObject({
    code: 'timeout',
    headline: 'The build was not finished after 2.0 s during RUN sleep 300',
    at: { file: 'Dockerfile', line: 2 },
  });
});

async function layerSizes(repository: string, tag = 'one'): Promise<number[]> {
  const path = repository.startsWith('../') ? repository.slice(3) : `shop/${repository}`;
  const manifest = await registry.getManifest(path, toTag(tag));
  const { layers } = JSON.parse(manifest.content.toString()) as { layers: { size: number }[] };
  return layers.map(({ size }) => size);
}
