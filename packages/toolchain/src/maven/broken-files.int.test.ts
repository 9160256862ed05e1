import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { removeBroken } from './broken-files.ts';

const zip = Buffer.concat([Buffer.from('PK\x03\x04 classes PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
const sha1 = (content: string | Buffer) => createHash('sha1').update(content).digest('hex');
const pom = '<project><modelVersion>4.0.0</modelVersion></project>\n';

test('what is not what it should be is removed with its checksum, and nothing else is', async () => {
  const repository = await mkdtemp(join(tmpdir(), 'repository-'));
  const files: Readonly<Record<string, string | Buffer>> = {
    'org/a/1/a-1.jar': zip,
    'org/a/1/a-1.jar.sha1': sha1(zip),
    'org/a/1/a-1.pom': pom,
    'org/a/1/a-1.pom.sha1': `${sha1(pom).toUpperCase()}  a-1.pom`,
    'org/a/1/_remote.repositories': 'a-1.jar>central=\n',
    'org/flipped/1/flipped-1.jar': Buffer.concat([Buffer.from('x'), zip.subarray(1)]),
    'org/flipped/1/flipped-1.jar.sha1': sha1(zip),
    'org/half/1/half-1.pom': pom.slice(0, 30),
    'org/half/1/half-1.pom.sha1': sha1(pom),
    'shop/own/1/own-1.jar': zip,
    'shop/own/1/own-1.pom': '<m:project></m:project>\n<!-- the end -->\n',
    'shop/half/1/half-1.jar': zip.subarray(0, 12),
    'shop/half/1/half-1.war': '',
    'shop/half/1/half-1.pom': pom.slice(0, 30),
    // A checksum that is none says nothing.
    'shop/odd/1/odd-1.jar': zip,
    'shop/odd/1/odd-1.jar.sha1': '<html>please log in</html>',
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), content);
  }
  const broken = [
    'org/flipped/1/flipped-1.jar',
    'org/half/1/half-1.pom',
    'shop/half/1/half-1.jar',
    'shop/half/1/half-1.pom',
    'shop/half/1/half-1.war',
  ];
  expect(await removeBroken(repository)).toEqual(broken);
  const left = (await readdir(repository, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(repository.length + 1));
  const gone = new Set(broken.flatMap((path) => [path, `${path}.sha1`]));
  expect(left.sort()).toEqual(
    Object.keys(files)
      .filter((path) => !gone.has(path))
      .sort(),
  );
  expect(await removeBroken(repository)).toEqual([]);
});

test('a repository that is not there holds nothing broken', async () => {
  expect(await removeBroken(join(tmpdir(), 'no-such-repository'))).toEqual([]);
});
