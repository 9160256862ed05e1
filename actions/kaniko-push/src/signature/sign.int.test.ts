import { existsSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { environment } from '@slipway/lab';
import { expect, test } from 'vitest';
import { buildsWith, type Service } from '../testing/build.ts';

// With a fake cosign, which writes down how it was called. `npm run test:cosign` signs with a real one.

const { fromLab, service } = buildsWith(await environment());
const pem =
  '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nc2VjcmV0IGtleQ==\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----';

const fakeCosign = (end: string) => `#!/bin/sh
if [ "$2" = --help ]; then exit 0; fi
{
  echo "argv $*"
  echo "password $COSIGN_PASSWORD"
  echo "key $COSIGN_PRIVATE_KEY"
  echo "folder $DOCKER_CONFIG"
  echo "mode $(stat -c %a "$DOCKER_CONFIG/config.json")"
  echo "login $(cat "$DOCKER_CONFIG/config.json")"
} > "$(dirname "$0")/called"
${end}
`;

/** A service of one file, and a fake cosign that ends like this. */
async function withFake(end: string): Promise<Service & { called(): Promise<string> }> {
  const app = await service({ 'app/Dockerfile': 'FROM busybox:1\nCMD ["true"]\n', 'bin/fake-cosign': fakeCosign(end) });
  const fake = join(app.context.workspace, 'bin/fake-cosign');
  await chmod(fake, 0o755);
  Object.assign(app.context, { env: { ...app.context.env, COSIGN: fake } });
  return { ...app, called: () => readFile(join(dirname(fake), 'called'), 'utf8').catch(() => 'never') };
}

const warnings = ({ context }: Service) =>
  context.lines.filter(({ level }) => level === 'warning').map(({ text }) => text);

test('key, password and login reach cosign by its environment and a folder that is gone afterwards', async () => {
  const app = await withFake('exit 0');
  const { digest, signed } = await app.push({
    registry: `${fromLab('REGISTRY_TLS')}/shop`,
    'registry-ca': await readFile(fromLab('REGISTRY_CA'), 'utf8'),
    username: fromLab('REGISTRY_USERNAME'),
    password: fromLab('REGISTRY_PASSWORD'),
    'registry-mirrors': fromLab('REGISTRY'),
    context: 'app',
    'cosign-key': pem,
    'cosign-password': 'key-password',
  });
  expect(signed).toBe(true);
  const called = await app.called();
  const [, argv = ''] = /^argv (.*)$/m.exec(called) ?? [];
  const [, folder = ''] = /^folder (.*)$/m.exec(called) ?? [];
  const image = `${fromLab('REGISTRY_TLS')}/shop/${app.repository}@${digest}`;
  expect(argv).toBe(
    `sign --yes --key env://COSIGN_PRIVATE_KEY --tlog-upload=false --registry-cacert=${folder}/registry-ca.pem ${image}`,
  );
  expect(called).toContain(`password key-password\nkey ${pem}\n`);
  expect(called).toContain('mode 600\n');
  const auth = Buffer.from(`${fromLab('REGISTRY_USERNAME')}:${fromLab('REGISTRY_PASSWORD')}`).toString('base64');
  expect(called).toContain(auth);
  expect(existsSync(folder)).toBe(false);
  expect(app.context.masked).toEqual(expect.arrayContaining([pem, 'key-password']));
  expect(warnings(app)).toEqual([]);
});

test.each([
  ['fails', 'echo "Error: signing: no such key" >&2; exit 1', 'signing: no such key'],
  ['is killed', 'kill -9 $$', 'it said nothing'],
])('a cosign that %s is one warning, and the image is pushed', async (_, end, why) => {
  const app = await withFake(end);
  const { pushed, signed } = await app.push({ context: 'app', 'cosign-key': 'awskms:///alias/images' });
  expect({ pushed, signed }).toEqual({ pushed: true, signed: false });
  expect(warnings(app)).toEqual([expect.stringMatching(`^No signature of shop/${app.repository}@sha256:.*: ${why}$`)]);
  const [, folder = ''] = /^folder (.*)$/m.exec(await app.called()) ?? [];
  expect(existsSync(folder)).toBe(false);
});

test('a cosign that is not there is one warning, and the image is pushed', async () => {
  const app = await withFake('exit 0');
  Object.assign(app.context, { env: { ...app.context.env, COSIGN: '/nonexistent/cosign' } });
  const { pushed, signed } = await app.push({ context: 'app', 'cosign-key': 'cosign.key' });
  expect({ pushed, signed }).toEqual({ pushed: true, signed: false });
  expect(warnings(app)).toEqual([expect.stringContaining('the program cosign is not on PATH')]);
});

test('an image that is there without a signature gets one', async () => {
  const app = await withFake('exit 0');
  expect(await app.push({ context: 'app' })).toMatchObject({ pushed: true, signed: '' });
  expect(await app.called()).toBe('never');
  expect(await app.push({ context: 'app', 'cosign-key': 'cosign.key' })).toMatchObject({ pushed: false, signed: true });
  expect(await app.called()).toContain(`--key ${join(app.context.workspace, 'cosign.key')} `);
});
