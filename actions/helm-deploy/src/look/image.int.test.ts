import { createHash } from 'node:crypto';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Digest, toTag } from '@slipway/image';
import { environment } from '@slipway/lab';
import { openRegistry } from '@slipway/registry';
import { readFrom } from '@slipway/runner';
import { testContext } from '@slipway/runner/testing';
import { beforeAll, expect, test } from 'vitest';
import { readInputs } from '../inputs.ts';
import { verifyImage } from './image.ts';

const lab = await environment();
const { REGISTRY_TLS: host = '', REGISTRY_USERNAME: username = '', REGISTRY_PASSWORD: password = '' } = lab;
const authority = await readFile(lab.REGISTRY_CA ?? '', 'utf8');
const mediaType = 'application/vnd.oci.image.manifest.v1+json';
let digest: Digest;

beforeAll(async () => {
  const registry = openRegistry({ host, credentials: { username, password }, ca: authority });
  const content = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: {} }));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const config = { mediaType: 'application/json', digest: `sha256:${sha256}` as Digest, size: content.length };
  await registry.uploadBlob('look/web', config, () => Readable.from([content]));
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] }));
  digest = await registry.putManifest('look/web', toTag('1'), { mediaType, content: manifest });
});

/** Looks up `look/web:1` with these inputs, in a workspace that has the authority as `ca.crt`. */
async function look(given: Readonly<Record<string, string>>): Promise<Digest | undefined> {
  const context = testContext();
  await cp(lab.REGISTRY_CA ?? '', join(context.workspace, 'ca.crt'));
  const login = { 'registry-username': username, 'registry-password': password };
  const inputs = { app: 'web', namespace: 'it', tag: '1', registry: `${host}/look`, ...login, ...given };
  return verifyImage(
    readFrom((name) => (inputs as Record<string, string>)[name] ?? '', readInputs),
    context,
  );
}

test.each([
  ['its authority as text', { 'registry-ca': authority }],
  ['its authority as a file of the workspace', { 'registry-ca': 'ca.crt' }],
  ['any certificate', { 'skip-tls-verify': 'true' }],
])('a registry with a certificate of its own is asked with %s', async (_, given) => {
  expect(await look(given)).toBe(digest);
});

test.each([
  ['without its authority', {}, 'registry-not-trusted'],
  ['with a file that is none', { 'registry-ca': 'nowhere.crt' }, 'bad-authority'],
])('it is not asked %s', async (_, given, code) => {
  await expect(look(given)).rejects.toMatchObject({ code });
});
