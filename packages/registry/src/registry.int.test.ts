import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type Digest, toTag } from '@slipway/image';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRegistry, type Registry } from './index.ts';
import { startTokenRegistry, type TokenRegistry } from './testing/token-registry.ts';

const lab = await environment();
const [host, tlsHost] = [lab.REGISTRY ?? '', lab.REGISTRY_TLS ?? ''];
const ca = await readFile(lab.REGISTRY_CA ?? '', 'utf8');
const credentials = { username: lab.REGISTRY_USERNAME ?? '', password: lab.REGISTRY_PASSWORD ?? '' };
const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const newName = () => `test/r${randomBytes(6).toString('hex')}`;
const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}` as Digest;

let tokens: TokenRegistry;
beforeAll(async () => {
  tokens = await startTokenRegistry(host, 'ann', 'secret');
});
afterAll(() => tokens.close());

async function pushImage(registry: Registry, repository: string, tag: string) {
  const layer = randomBytes(300_000);
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } }),
  );
  const blobs = [layer, config].map((content) => ({ content, digest: digestOf(content), size: content.length }));
  for (const blob of blobs) await registry.uploadBlob(repository, blob, () => Readable.from([blob.content]));
  const [layerBlob, configBlob] = blobs.map(({ digest, size }) => ({
    mediaType: 'application/octet-stream',
    digest,
    size,
  }));
  const content = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config: configBlob, layers: [layerBlob] }));
  return { digest: await registry.putManifest(repository, toTag(tag), { mediaType, content }), layer: digestOf(layer) };
}

describe.each([
  ['plain HTTP', () => openRegistry({ host })],
  ['TLS with a login', () => openRegistry({ host: tlsHost, ca, credentials })],
  ['Bearer tokens', () => openRegistry({ host: tokens.host, credentials: { username: 'ann', password: 'secret' } })],
  [
    'Bearer tokens for an identity token',
    () =>
      openRegistry({ host: tokens.host, credentials: { username: '<token>', password: '', identityToken: 'secret' } }),
  ],
])('over %s', (_, open) => {
  test('an image is pushed, found, tagged again and taken over to another repository', async () => {
    const [registry, repository, other] = [open(), newName(), newName()];
    await registry.checkLogin();
    await registry.checkPush(repository);
    expect(await registry.headManifest(repository, toTag('one'))).toBeUndefined();
    expect(await registry.listTags(repository)).toEqual([]);

    const { digest, layer } = await pushImage(registry, repository, 'one');
    expect(await registry.headManifest(repository, toTag('one'))).toMatchObject({ digest, mediaType });
    expect(await registry.addTag(repository, toTag('one'), toTag('two'))).toBe(digest);
    expect((await registry.listTags(repository)).sort()).toEqual(['one', 'two']);
    expect((await registry.getManifest(repository, digest)).digest).toBe(digest);

    expect(await registry.hasBlob(other, layer)).toBe(false);
    expect(await registry.mountBlob(other, layer, repository)).toBe(true);
    expect(await registry.hasBlob(other, layer)).toBe(true);
  });
});

test('a token that is over is asked for again, as after a long build', async () => {
  const brief = await startTokenRegistry(host, 'ann', 'secret', 4);
  const registry = openRegistry({ host: brief.host, credentials: { username: 'ann', password: 'secret' } });
  await registry.listTags('library/busybox');
  await wait(4200);
  expect(await registry.listTags('library/busybox')).toContain('1');
  expect(brief.asked.filter((line) => line.includes('/token'))).toHaveLength(2);
  await brief.close();
});

test('a token is asked for once per scope, and the password goes to nobody else', async () => {
  const registry = openRegistry({ host: tokens.host, credentials: { username: 'ann', password: 'secret' } });
  tokens.asked.length = 0;
  const repository = newName();
  await Promise.all(['a', 'b', 'c'].map((tag) => registry.headManifest(repository, toTag(tag))));
  expect(tokens.asked.filter((line) => line.includes('/token'))).toEqual(['GET /token Basic']);
  expect(tokens.asked.filter((line) => line.includes('Basic'))).toHaveLength(1);
});

test.each([
  [
    'a wrong password',
    () => ({ host: tlsHost, ca, credentials: { ...credentials, password: 'no' } }),
    'login-refused',
    'refuses the login of "pusher"',
  ],
  [
    'a wrong password for a token',
    () => ({ host: tokens.host, credentials: { username: 'ann', password: 'no' } }),
    'login-refused',
    'refuses the login of "ann"',
  ],
  [
    'an identity token that is none',
    () => ({ host: tokens.host, credentials: { username: '<token>', password: '', identityToken: 'no' } }),
    'login-refused',
    'refuses the login of "<token>"',
  ],
  ['no certificate authority', () => ({ host: tlsHost, credentials }), 'registry-not-trusted', 'The certificate of'],
  [
    'nothing that listens',
    () => ({ host: '127.0.0.1:9', retries: 0 }),
    'registry-unreachable',
    'No answer from the registry 127.0.0.1:9',
  ],
])('%s is said in our own sentence', async (_, options, code, words) => {
  const failure = await openRegistry(options())
    .checkLogin()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, headline: expect.stringContaining(words) });
  expect(String(failure)).not.toContain(credentials.password);
});

test('an anonymous user learns that a login is wanted', async () => {
  await expect(openRegistry({ host: tlsHost, ca }).checkPush('test/x')).rejects.toMatchObject({
    code: 'login-required',
  });
});

/** A server that gives these answers in turn. */
async function answering(answers: readonly { status: number; body?: string; headers?: Record<string, string> }[]) {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume();
    const { status, body = '', headers = {} } = answers[Math.min(count++, answers.length - 1)] ?? { status: 500 };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

test.each([
  [
    '403',
    { status: 403, body: '{"errors":[{"code":"DENIED","message":"no push for you"}]}' },
    'denied',
    'DENIED: no push for you',
  ],
  [
    'a page of a proxy',
    { status: 502, body: '<html><h1>Bad gateway</h1></html>' },
    'registry-error',
    'The registry answered 502: Bad gateway',
  ],
  ['429', { status: 429 }, 'rate-limited', 'The registry answered 429'],
])('%s to a push', async (_, answer, code, words) => {
  const server = await answering([{ status: 200 }, answer]);
  const registry = openRegistry({ host: server.host, retries: 0 });
  await expect(registry.checkPush('test/x')).rejects.toMatchObject({ code, reason: expect.stringContaining(words) });
  server.close();
});

test('a manifest whose content is not what its digest says is refused', async () => {
  const server = await answering([
    { status: 200 },
    { status: 200, body: '{}', headers: { 'content-type': mediaType } },
  ]);
  const registry = openRegistry({ host: server.host });
  await expect(registry.getManifest('test/x', `sha256:${'0'.repeat(64)}` as Digest)).rejects.toMatchObject({
    code: 'digest-mismatch',
  });
  server.close();
});

test('an upload that fails for a moment is begun anew with the whole content', async () => {
  const upload = { status: 202, headers: { location: '/v2/test/x/blobs/uploads/1' } };
  const server = await answering([{ status: 200 }, upload, { status: 503 }, upload, { status: 201 }]);
  const content = Buffer.from('layer');
  let opened = 0;
  await openRegistry({ host: server.host, retries: 1 }).uploadBlob(
    'test/x',
    { digest: digestOf(content), size: content.length },
    () => {
      opened += 1;
      return Readable.from([content]);
    },
  );
  expect(opened).toBe(2);
  server.close();
});
