import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { glob, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Of a zip: its last record, before a comment of 65 535 bytes at most. */
const endOfZip = Buffer.from('PK\x05\x06', 'latin1');
const longestEnd = 22 + 65_535;

/**
 * Removes from a local repository what is not what it should be, so that Maven fetches it again: a file that a full disk or a
 * machine that went down left half, or that has other bytes than its checksum says. Maven compares only what it downloads, and
 * what is wrong with the rest it mostly does not say.
 * @returns paths of the files, relative to the repository
 */
export async function removeBroken(repository: string): Promise<string[]> {
  const broken: string[] = [];
  for await (const path of glob('**/*.{jar,war,pom}', { cwd: repository })) {
    const file = join(repository, path);
    // Another build that shares the repository may have taken it away.
    if (!(await isBroken(file).catch(() => false))) continue;
    await rm(file, { force: true });
    await rm(`${file}.sha1`, { force: true });
    broken.push(path);
  }
  return broken.sort();
}

/** By the checksum that Maven keeps beside it; what was installed here has none, and is told by its end. */
async function isBroken(file: string): Promise<boolean> {
  const text = await readFile(`${file}.sha1`, 'utf8').catch(() => '');
  const [expected] = /\b[0-9a-f]{40}\b/i.exec(text) ?? [];
  if (expected !== undefined) return (await sha1(file)) !== expected.toLowerCase();
  if (file.endsWith('.pom')) return !/<\/([\w.-]+:)?project\s*>/.test(await readFile(file, 'utf8'));
  return !(await tail(file, longestEnd)).includes(endOfZip);
}

async function sha1(file: string): Promise<string> {
  const hash = createHash('sha1');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function tail(path: string, bytes: number): Promise<Buffer> {
  await using file = await open(path);
  const { size } = await file.stat();
  const length = Math.min(bytes, size);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer;
}
