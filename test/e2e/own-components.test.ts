import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environment } from '@slipway/lab';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secondLab } from '../../packages/lab/src/testing/second-lab.ts';
import { root } from '../../scripts/paths.ts';

// The demo as a user starts it, on a cluster, a registry and a mail server that the lab did not start: the first two
// are the lab's under other names, the third is that of a second lab.

const run = (script: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  execa(process.execPath, [join(root, script), ...args], { env, all: true, reject: false });
const lab = (args: readonly string[]) => run('packages/lab/src/main.ts', args, second);

let second: Record<string, string>;
let folder: string;
let own: Record<string, string>;
beforeAll(async () => {
  second = await secondLab();
  folder = await mkdtemp(join(tmpdir(), 'slipway-own-'));
  await lab(['up', 'mail']);
  const mail = JSON.parse((await lab(['env', '--json'])).stdout) as Record<string, string>;
  const first = await environment();
  const kubeconfig = join(folder, 'kubeconfig');
  await copyFile(first.KUBECONFIG ?? '', kubeconfig);
  own = {
    KUBECONFIG: kubeconfig,
    REGISTRY: first.REGISTRY?.replace('127.0.0.1', 'localhost') ?? '',
    SMTP_URL: mail.SMTP_URL ?? '',
    SMTP_CA: mail.SMTP_CA ?? '',
    NOTIFY_TO: 'me@example.com',
    MAIL_URL: mail.MAIL_URL ?? '',
  };
});
afterAll(async () => {
  await lab(['down']);
  await rm(dirname(second.SLIPWAY_LAB ?? ''), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

test('the demo runs on components of your own, and mails through your server', async () => {
  const { MAIL_URL, ...variables } = own;
  const { exitCode, all } = await run('scripts/demo/main.ts', ['--folder', join(folder, 'demo')], variables);
  expect(exitCode, all).toBe(0);
  expect(all).toContain(`image      ${own.REGISTRY}/shop/bss.index`);
  expect(all).toContain('result     failure, rolled back: true');
  expect(all).toContain('mail       to me@example.com, taken by your server');
  const mails = (await (await fetch(`${MAIL_URL}/mails.json`)).json()) as { subject: string; to: string[] }[];
  expect(mails).toMatchObject([{ subject: "FAILED: Job 'bss.index deploy to dev [2]'" }]);
  expect(mails[0]?.to).toContain('me@example.com');
});
