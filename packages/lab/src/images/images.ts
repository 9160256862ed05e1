import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { LabFailure } from '../failure.ts';

export interface ImageSettings {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
}

const types = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const;

const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Whether the lab's registry has an image. */
export async function hasImage(registry: string, name: string): Promise<boolean> {
  const answer = await fetch(manifestUrl(registry, name), {
    method: 'HEAD',
    headers: { accept: types.manifest },
  }).catch((error: Error) => {
    throw new LabFailure(
      `The registry ${registry} does not answer over HTTP: ${error.cause instanceof Error ? error.cause.message : error.message}.`,
    );
  });
  return answer.ok;
}

/** Packs a folder as an image of one layer: `layer.tar.gz` and `config.json` in `target`. */
export async function packImage(folder: string, target: string, settings: ImageSettings): Promise<void> {
  const tar = join(target, 'layer.tar');
  const owner = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner'];
  await execa('tar', ['--create', '--file', tar, '--directory', folder, ...owner, '.']);
  const diff = digestOf(await readFile(tar));
  await execa('gzip', ['--no-name', '--fast', tar]);
  const config = { architecture: 'amd64', os: 'linux', config: settings, rootfs: { type: 'layers', diff_ids: [diff] } };
  await writeFile(join(target, 'config.json'), JSON.stringify(config));
}

/** Puts a packed image into the registry. */
export async function pushImage(registry: string, name: string, packed: string): Promise<void> {
  const [repository = ''] = name.split(':');
  const [layer, config] = await Promise.all(
    ['layer.tar.gz', 'config.json'].map((file) => readFile(join(packed, file))),
  );
  if (layer === undefined || config === undefined) throw new LabFailure(`${packed} holds no packed image.`);
  for (const blob of [layer, config]) await pushBlob(registry, repository, blob);
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, size: config.length, digest: digestOf(config) },
    layers: [{ mediaType: types.layer, size: layer.length, digest: digestOf(layer) }],
  };
  const put = await fetch(manifestUrl(registry, name), {
    method: 'PUT',
    headers: { 'content-type': types.manifest },
    body: JSON.stringify(manifest),
  });
  if (!put.ok) throw new LabFailure(`The registry does not take ${name}: ${put.status} ${await put.text()}`);
}

async function pushBlob(registry: string, repository: string, blob: Buffer): Promise<void> {
  const start = await fetch(`http://${registry}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(start.headers.get('location') ?? '', `http://${registry}`);
  location.searchParams.set('digest', digestOf(blob));
  const put = await fetch(location, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(blob),
  });
  if (!put.ok)
    throw new LabFailure(`The registry does not take a layer of ${repository}: ${put.status} ${await put.text()}`);
}

function manifestUrl(registry: string, name: string): string {
  const [repository = '', tag = 'latest'] = name.split(':');
  return `http://${registry}/v2/${repository}/manifests/${tag}`;
}
