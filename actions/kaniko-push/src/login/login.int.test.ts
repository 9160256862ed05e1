import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { startTokenRegistry, type TokenRegistry } from '@slipway/registry/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildsWith, type Service } from '../testing/build.ts';

const { fromLab, service } = buildsWith(await environment());
const host = fromLab('REGISTRY_TLS');
const [username, password] = [fromLab('REGISTRY_USERNAME'), fromLab('REGISTRY_PASSWORD')];
const target = { registry: `${host}/shop`, 'registry-ca': fromLab('REGISTRY_CA') };
const auth = (user: string, secret: string) => ({ auth: Buffer.from(`${user}:${secret}`).toString('base64') });

let tokens: TokenRegistry;
beforeAll(async () => {
  tokens = await startTokenRegistry(fromLab('REGISTRY'), 'cr_temp_user', 'STS.token+with/signs==');
});
afterAll(() => tokens.close());

/** A helper that knows the lab's login for its registry, and writes down what it was asked. */
const helper = (user: string, secret: string) => `#!/bin/sh
read -r server
echo "$* < $server; $(tr '\\0' ' ' < /proc/$$/cmdline)" >> "$CALLS"
if [ "$server" = "${host}" ] || [ "$server" = "${tokens.host}" ]
then printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}' "$server" '${user}' '${secret}'
else echo 'credentials not found in native keychain'; exit 1
fi
`;
const broken = '#!/bin/sh\necho no connection to the keychain; exit 1\n';

/** A service on a runner with this config.json and these helpers. */
async function onRunner(config: object | string, helpers: Readonly<Record<string, string>> = {}): Promise<Service> {
  const app = await service({ 'app/Dockerfile': 'FROM scratch\nCOPY Dockerfile /\n' });
  const { workspace, env } = app.context;
  await app.write('docker/config.json', typeof config === 'string' ? config : JSON.stringify(config));
  for (const [name, script] of Object.entries(helpers)) {
    await app.write(`bin/docker-credential-${name}`, script);
    await chmod(join(workspace, `bin/docker-credential-${name}`), 0o755);
  }
  const own = {
    DOCKER_CONFIG: join(workspace, 'docker'),
    PATH: `${join(workspace, 'bin')}:${env.PATH}`,
    CALLS: join(workspace, 'calls'),
  };
  return Object.assign(app, { context: Object.assign(app.context, { env: { ...env, ...own } }) });
}

const warnings = (app: Service) => app.context.lines.filter(({ level }) => level === 'warning').map(({ text }) => text);

test.each<[string, object, string]>([
  ['the helper for the registry', { credHelpers: { [host]: 'good' }, credsStore: 'empty' }, 'docker-credential-good'],
  [
    'the helper for all',
    { credHelpers: { 'other.example.com': 'empty' }, credsStore: 'good' },
    'docker-credential-good',
  ],
  ['an entry of the file', { auths: { [host]: auth(username, password) } }, 'docker/config.json'],
  [
    'an entry of the file, where the helper has none',
    { credsStore: 'empty', auths: { [`https://${host}/v1/`]: auth(username, password) } },
    'docker/config.json',
  ],
])('the login is taken from %s', async (_, config, source) => {
  const empty = '#!/bin/sh\necho credentials not found in native keychain; exit 1\n';
  const app = await onRunner(config, { good: helper(username, password), empty });
  expect(await app.push({ ...target, context: 'app' })).toMatchObject({ pushed: true });
  expect(app.log()).toContain(`The login for ${host} is "${username}", from `);
  expect(app.log()).toContain(source);
  expect(app.context.masked).toContain(password);
  expect(app.log()).not.toContain(password);
  expect(warnings(app)).toEqual([]);
});

test('a helper is asked on standard input, not by an argument', async () => {
  const app = await onRunner({ credsStore: 'good' }, { good: helper(username, password) });
  await app.push({ ...target, context: 'app' });
  const calls = await readFile(app.context.env.CALLS ?? '', 'utf8');
  expect(calls).toMatch(new RegExp(`^get < ${host}; /bin/sh \\S+/docker-credential-good get \\n$`));
});

test('the input goes before everything else', async () => {
  const app = await onRunner({ auths: { [host]: auth('nobody', 'wrong') } });
  expect(await app.push({ ...target, context: 'app', username, password })).toMatchObject({ pushed: true });
  expect(app.log()).toContain(`The login for ${host} is "${username}", from the input "username"`);
});

test('identity tokens and temporary users of Alibaba log in', async () => {
  const [user, secret] = ['cr_temp_user', 'STS.token+with/signs=='];
  const registry = { registry: `${tokens.host}/shop`, context: 'app' };
  const byHelper = await onRunner({ credsStore: 'good' }, { good: helper('<token>', secret) });
  expect(await byHelper.push(registry)).toMatchObject({ pushed: true });
  expect(byHelper.log()).toContain(`The login for ${tokens.host} is an identity token, from docker-credential-good`);
  expect(byHelper.log()).not.toContain(secret);
  const byFile = await onRunner({ auths: { [tokens.host]: { ...auth(user, ''), identitytoken: secret } } });
  expect(await byFile.push(registry)).toMatchObject({ pushed: true });
  const byInput = await onRunner({});
  expect(await byInput.push({ ...registry, username: user, password: secret })).toMatchObject({ pushed: true });
});

test.each<[string, object | string, string]>([
  [
    'is not there',
    { credsStore: 'none' },
    "docker-credential-none of Docker's config.json gives no login for HOST: it is not on PATH",
  ],
  ['is a path', { credsStore: '../x' }, 'it is not on PATH'],
  ['fails', { credsStore: 'broken' }, 'gives no login for HOST: no connection to the keychain'],
  ['does not keep to the protocol', { credsStore: 'odd' }, 'its answer is not that of a credential helper'],
  ['is named in a file that is no JSON', '{', 'config.json is not JSON; no login is taken from it'],
])('a helper that %s is one warning, and the build anonymous', async (_, config, sentence) => {
  const app = await onRunner(config, { broken, odd: '#!/bin/sh\necho my-secret\n' });
  await expect(app.push({ ...target, context: 'app' })).rejects.toMatchObject({ code: 'login-required' });
  expect(warnings(app)).toEqual([expect.stringContaining(sentence.replace('HOST', host))]);
  expect(app.log()).not.toContain('my-secret');
});
