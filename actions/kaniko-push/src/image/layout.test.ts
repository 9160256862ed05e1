import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { readLayout } from './layout.ts';
import { unpackLayout } from './unpack.ts';

const hash = (content: string) => createHash('sha256').update(content).digest('hex');

interface Written {
  readonly folder: string;
  readonly manifest: string;
  readonly layer: string;
}

async function writeLayout(): Promise<Written> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-layout-'));
  const blobs = join(folder, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const blob = async (content: string) => {
    await writeFile(join(blobs, hash(content)), content);
    return { mediaType: 'application/octet-stream', digest: `sha256:${hash(content)}`, size: content.length };
  };
  const [config, layer] = [await blob('{}'), await blob('layer')];
  const manifest = await blob(JSON.stringify({ config, layers: [layer, layer] }));
  await writeFile(join(folder, 'index.json'), JSON.stringify({ manifests: [manifest] }));
  const place = (digest: string) => join(blobs, digest.slice('sha256:'.length));
  return { folder, manifest: place(manifest.digest), layer: place(layer.digest) };
}

test('an image is read with each of its blobs once', async () => {
  const { folder } = await writeLayout();
  const image = await readLayout(folder);
  expect(image.blobs.map(({ size }) => size)).toEqual([5, 2]);
  expect(image.digest).toBe(`sha256:${hash(image.manifest.content.toString())}`);
  const [layer] = image.blobs;
  expect(layer && (await text(image.open(layer.digest)))).toBe('layer');
});

test.each<[string, (written: Written) => Promise<unknown>]>([
  ['an empty folder', ({ folder }) => rm(join(folder, 'blobs'), { recursive: true })],
  ['no index', ({ folder }) => rm(join(folder, 'index.json'))],
  [
    'an index that is a link',
    async ({ folder }) => {
      await rename(join(folder, 'index.json'), join(folder, 'other.json'));
      await symlink('other.json', join(folder, 'index.json'));
    },
  ],
  ['an index that is not JSON', ({ folder }) => writeFile(join(folder, 'index.json'), 'no')],
  [
    'an index of two images',
    ({ folder }) => writeFile(join(folder, 'index.json'), '{"manifests":[{"digest":"a"},{"digest":"b"}]}'),
  ],
  ['a manifest with other content', ({ manifest }) => writeFile(manifest, '{}')],
  [
    'a layer that is a link to a file of the machine',
    async ({ layer }) => {
      await rm(layer);
      await symlink('/etc/passwd', layer);
    },
  ],
  ['a layer of another size', ({ layer }) => writeFile(layer, 'longer layer')],
  [
    'a folder of blobs that is a link',
    async ({ folder }) => {
      await rename(join(folder, 'blobs'), join(folder, 'moved'));
      await symlink('moved', join(folder, 'blobs'));
    },
  ],
])('%s is refused', async (_, change) => {
  const written = await writeLayout();
  await change(written);
  await expect(readLayout(written.folder)).rejects.toMatchObject({ code: 'bad-image' });
});

test('from a tar stream only the files of a layout are taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-unpack-'));
  const outside = join(folder, 'outside.txt');
  const tar = pack();
  tar.entry({ name: 'image/index.json' }, '{}');
  tar.entry({ name: '../outside.txt' }, 'planted');
  tar.entry({ name: 'image/blobs/sha256/../../../../outside.txt' }, 'planted');
  tar.entry({ name: `image/blobs/sha256/${'a'.repeat(64)}` }, 'blob');
  tar.entry({ name: `image/blobs/sha256/${'b'.repeat(64)}`, type: 'symlink', linkname: '/etc/passwd' });
  tar.finalize();
  await unpackLayout(Readable.from(tar), join(folder, 'layout'));
  expect((await readdir(join(folder, 'layout'), { recursive: true })).sort()).toEqual([
    'blobs',
    'blobs/sha256',
    `blobs/sha256/${'a'.repeat(64)}`,
    'index.json',
  ]);
  await expect(readdir(outside)).rejects.toMatchObject({ code: 'ENOENT' });
});
