import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testContext } from '@slipway/runner/testing';
import { expect, test } from 'vitest';
import { copyLayout } from './copy-layout.ts';

/** A container engine that does this, as a shell script; `$pid` is a file for the number of its process. */
async function copyWith(script: string, signal = new AbortController().signal) {
  const { env, workspace } = testContext();
  const [engine, pid] = [join(workspace, 'engine'), join(workspace, 'pid')];
  await writeFile(engine, `#!/bin/sh\npid=${pid}\necho $$ > $pid\n${script}\n`);
  await chmod(engine, 0o755);
  const copied = copyLayout(engine, { name: 'c', layout: '/kaniko/image' }, join(workspace, 'layout'), { env, signal });
  return { copied, pid: () => readFile(pid, 'utf8').then((text) => text.trim()) };
}

const isThere = async (pid: string) => (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== '';

test('what is no archive is no image, and the engine that goes on writing is ended', async () => {
  const { copied, pid } = await copyWith('exec yes "this is no archive"');
  await expect(copied).rejects.toMatchObject({ code: 'bad-image' });
  expect(await isThere(await pid())).toBe(false);
});

test('an engine that fails says why', async () => {
  const { copied } = await copyWith('echo no such container >&2; exit 1');
  await expect(copied).rejects.toMatchObject({ code: 'bad-image', reason: 'no such container' });
});

test('a job that is cancelled meanwhile is cancelled, whatever becomes of the archive', async () => {
  const stop = new AbortController();
  const reason = new Error('cancelled by the test');
  const { copied, pid } = await copyWith('exec sleep 300', stop.signal);
  const cancelled = expect(copied).rejects.toBe(reason);
  await expect.poll(() => pid().catch(() => ''), { timeout: 30_000 }).not.toBe('');
  stop.abort(reason);
  await cancelled;
  expect(await isThere(await pid())).toBe(false);
});
