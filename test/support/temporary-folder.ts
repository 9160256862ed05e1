import { chmodSync, mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

// Gives each test file a folder for temporary files of its own, and removes it after the file's last hook: tests, and programs
// that they start, make their folders there and need not think of their end.

const before = process.env.TMPDIR;
// A short name: the path of a socket may have 107 characters.
const folder = mkdtempSync(join(tmpdir(), 'slipway-'));
// As the system's own: some tests run a program as another user.
chmodSync(folder, 0o1777);
process.env.TMPDIR = folder;

// Of several hooks the one that was given first is called last.
afterAll(async () => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  // What is still mounted may be anything of the machine's.
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  if (mounts.includes(` ${folder}/`)) return console.warn(`${folder} stays: something is still mounted in it`);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});
