import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, secondLab } from '../testing/second-lab.ts';

Object.assign(process.env, await secondLab());
const { down, environment, status, up } = await import('../index.ts');
const { hasImage, packImage, pushImage } = await import('../images/images.ts');
const log = () => {};

let env: Record<string, string>;
beforeAll(async () => {
  await up(['registry'], { log });
  env = await environment();
});
afterAll(async () => {
  await down({ log });
  await rm(dirname(process.env.SLIPWAY_LAB ?? ''), { recursive: true });
});

/** Status of `/v2/` of the registry with a login; the error's code where TLS fails. */
async function login(user: string, password: string, ca?: Buffer): Promise<number | string | undefined> {
  const [hostname, port] = (env.REGISTRY_TLS ?? '').split(':');
  return new Promise((resolve) => {
    const call = request({ hostname, port, path: '/v2/', auth: `${user}:${password}`, ca }, (answer) =>
      resolve(answer.resume().statusCode),
    );
    call.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)).end();
  });
}

test('the plain registry takes an image without a login', async () => {
  const folder = await mkdtemp(`${process.env.SLIPWAY_LAB}-image-`);
  await mkdir(`${folder}/root`);
  await writeFile(`${folder}/root/file`, 'text');
  await packImage(`${folder}/root`, folder, { Cmd: ['/file'] });
  expect(await hasImage(env.REGISTRY ?? '', 'shop/app:1')).toBe(false);
  await pushImage(env.REGISTRY ?? '', 'shop/app:1', folder);
  expect(await hasImage(env.REGISTRY ?? '', 'shop/app:1')).toBe(true);
  expect(await hasImage(env.REGISTRY ?? '', 'shop/app:2')).toBe(false);
  await rm(folder, { recursive: true });
});

test('the other one has TLS of the lab’s authority, and takes its login only', async () => {
  const ca = await readFile(env.REGISTRY_CA ?? '');
  const { REGISTRY_USERNAME = '', REGISTRY_PASSWORD = '' } = env;
  expect(await login(REGISTRY_USERNAME, REGISTRY_PASSWORD, ca)).toBe(200);
  expect(await login(REGISTRY_USERNAME, 'wrong', ca)).toBe(401);
  expect(await login('nobody', REGISTRY_PASSWORD, ca)).toBe(401);
  expect(await login(REGISTRY_USERNAME, REGISTRY_PASSWORD)).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET/);
});

test('what env printed is not the user’s own, another address on the same machine is', async () => {
  const state = async () => (await status()).find(({ name }) => name === 'registry');
  try {
    process.env.REGISTRY = env.REGISTRY;
    expect(await state()).toMatchObject({ state: 'up' });
    process.env.REGISTRY = '127.0.0.1:1';
    expect(await state()).toMatchObject({ state: 'yours', address: '127.0.0.1:1', pids: [] });
  } finally {
    process.env.REGISTRY = '';
  }
});

test('a registry of your own that does not answer is named before anything is built for it', async () => {
  const { port, close } = await listen();
  await close();
  try {
    process.env.REGISTRY = `127.0.0.1:${port}`;
    const lines: string[] = [];
    await expect(up(['kaniko'], { log: (line) => lines.push(line) })).rejects.toThrow(
      `The registry 127.0.0.1:${port} does not answer over HTTP: connect ECONNREFUSED`,
    );
    expect(lines).toEqual([]);
  } finally {
    process.env.REGISTRY = '';
  }
});
