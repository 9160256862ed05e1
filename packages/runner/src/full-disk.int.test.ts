import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { explainFullDisk } from './full-disk.ts';
import { smallDisk } from './testing.ts';

test('a full disk is told with its folder, and any other error is not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-full-'));
  onTestFinished(await smallDisk(folder, '64k'));
  const error = await writeFile(join(folder, 'large'), Buffer.alloc(100_000)).catch((cause: unknown) => cause);
  const full = {
    code: 'disk-full',
    headline: `The disk is full in ${folder}`,
    reason: expect.stringMatching(/^ENOSPC: .*\n0\.0 MB of 0\.1 MB are free there\.$/),
  };
  expect(await explainFullDisk(error, [tmpdir(), folder])).toMatchObject(full);
  expect(await explainFullDisk(new Error('unpacking failed', { cause: error }), [folder])).toMatchObject(full);
  const missing = await writeFile(join(folder, 'no/folder'), '').catch((cause: unknown) => cause);
  expect(await explainFullDisk(missing, [folder])).toBeUndefined();
});
