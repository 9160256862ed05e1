import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, installTool } from '@slipway/lab';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildsWith, type Service } from '../../actions/kaniko-push/src/testing/build.ts';

// Run by `npm run test:cosign`: kaniko-push signs with a real cosign, and a real cosign verifies.

const { fromLab, service } = buildsWith(await environment());
const password = 'key-password';
let cosign = '';
let keys = '';

beforeAll(async () => {
  cosign = await installTool('cosign');
  keys = await mkdtemp(join(tmpdir(), 'slipway-cosign-'));
  await execa(cosign, ['generate-key-pair'], { cwd: keys, env: { COSIGN_PASSWORD: password } });
});

afterAll(() => rm(keys, { recursive: true, force: true }));

async function signing(variables: Readonly<Record<string, string>> = {}): Promise<Service> {
  const app = await service({ Dockerfile: 'FROM busybox:1\nCMD ["true"]\n' });
  Object.assign(app.context, { env: { ...app.context.env, COSIGN: cosign, ...variables } });
  return app;
}

/** The payloads that are signed, as cosign verifies them. */
async function verify(image: string, options: readonly string[] = []): Promise<{ critical: object }[]> {
  const args = ['verify', '--key', join(keys, 'cosign.pub'), '--insecure-ignore-tlog=true', ...options, image];
  const { stdout } = await execa(cosign, args, { env: { DOCKER_CONFIG: '/nonexistent' } });
  return JSON.parse(stdout) as { critical: object }[];
}

const warnings = ({ context }: Service) =>
  context.lines.filter(({ level }) => level === 'warning').map(({ text }) => text);

test('an image is signed with the key of a file, once, and its signature verifies', async () => {
  const app = await signing({ COSIGN_PASSWORD: password });
  const given = { 'cosign-key': join(keys, 'cosign.key') };
  const { signed, digest, 'image-with-digest': image } = await app.push(given);
  expect({ signed, warnings: warnings(app) }).toEqual({ signed: true, warnings: [] });
  expect(await app.push({ ...given, tags: 'one\ntwo' })).toMatchObject({ pushed: false, signed: true });
  expect(await verify(image)).toMatchObject([{ critical: { image: { 'docker-manifest-digest': digest } } }]);
});

test('a key as text signs in a registry with an authority and a login of its own', async () => {
  const app = await signing();
  const { signed, 'image-with-digest': image } = await app.push({
    registry: `${fromLab('REGISTRY_TLS')}/shop`,
    'registry-ca': await readFile(fromLab('REGISTRY_CA'), 'utf8'),
    username: fromLab('REGISTRY_USERNAME'),
    password: fromLab('REGISTRY_PASSWORD'),
    'cosign-key': await readFile(join(keys, 'cosign.key'), 'utf8'),
    'cosign-password': password,
  });
  expect({ signed, warnings: warnings(app) }).toEqual({ signed: true, warnings: [] });
  const login = [
    `--registry-username=${fromLab('REGISTRY_USERNAME')}`,
    `--registry-password=${fromLab('REGISTRY_PASSWORD')}`,
  ];
  expect(await verify(image, [...login, `--registry-cacert=${fromLab('REGISTRY_CA')}`])).toHaveLength(1);
});

test('a key in a variable of the runner signs', async () => {
  const key = await readFile(join(keys, 'cosign.key'), 'utf8');
  const app = await signing({ IMAGES_KEY: key, COSIGN_PASSWORD: password });
  const { signed, 'image-with-digest': image } = await app.push({ 'cosign-key': 'env://IMAGES_KEY' });
  expect(signed).toBe(true);
  expect(await verify(image)).toHaveLength(1);
});

test.each([
  ['a wrong password', () => ({ 'cosign-key': join(keys, 'cosign.key'), 'cosign-password': 'no' }), /decrypt/],
  ['no such key', () => ({ 'cosign-key': 'nothing.key' }), /nothing\.key: no such file or directory/],
  ['a KMS that does not answer', () => ({ 'cosign-key': 'hashivault://images' }), /VAULT_ADDR/],
])('%s is one warning, and the image is pushed', async (_, given, why) => {
  const app = await signing();
  const { pushed, signed, 'image-with-digest': image } = await app.push(given());
  expect({ pushed, signed }).toEqual({ pushed: true, signed: false });
  expect(warnings(app)).toEqual([expect.stringMatching(why)]);
  await expect(verify(image)).rejects.toThrow(/no signatures found/);
});
