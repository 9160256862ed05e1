import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { smallDisk } from '@slipway/runner/testing';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { fetchArchive } from './index.ts';

let server: Server;
let repository = '';
let cache = '';
let archive: Buffer;
let asked = 0;

beforeAll(async () => {
  const tar = pack();
  tar.entry({ name: 'tool-1.0/bin/tool', mode: 0o755 }, '#!/bin/sh\n');
  tar.entry({ name: 'tool-1.0/README' }, 'read me');
  tar.entry({ name: '../outside' }, 'planted');
  tar.entry({ name: 'tool-1.0/link', type: 'symlink', linkname: '/etc/passwd' });
  tar.finalize();
  archive = gzipSync(await buffer(tar));
  server = createServer((_, response) => {
    asked += 1;
    response.end(archive);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cache = await mkdtemp(join(tmpdir(), 'slipway-archives-'));
});
afterAll(async () => {
  server.close();
  await rm(cache, { recursive: true });
});

test('an archive is fetched and unpacked once, also for two at once, and nothing gets out of its folder', async () => {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const artifact = { groupId: 'org.example', artifactId: 'tool', version: '1.0', ending: '-bin.tar.gz', sha256 };
  const [one = '', two] = await Promise.all([1, 2].map(() => fetchArchive(artifact, { repository, cache })));
  expect(two).toBe(one);
  expect((await readdir(one, { recursive: true })).sort()).toEqual([
    'tool-1.0',
    'tool-1.0/README',
    'tool-1.0/bin',
    'tool-1.0/bin/tool',
  ]);
  expect((await stat(join(one, 'tool-1.0/bin/tool'))).mode & 0o777).toBe(0o755);
  expect(await readFile(join(one, 'tool-1.0/README'), 'utf8')).toBe('read me');
  const before = asked;
  expect(await fetchArchive(artifact, { repository: 'http://127.0.0.1:9', cache })).toBe(one);
  expect(asked).toBe(before);
  expect((await readdir(join(cache, 'tool/1.0'))).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a disk that is full while it is unpacked is an error, and leaves no part of it', async () => {
  const tar = pack();
  for (const name of ['first', 'second', 'third']) tar.entry({ name: `tool-2.0/${name}` }, 'x'.repeat(300_000));
  tar.finalize();
  archive = gzipSync(await buffer(tar));
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const artifact = { groupId: 'org.example', artifactId: 'tool', version: '2.0', ending: '-bin.tar.gz', sha256 };
  const small = join(cache, 'small');
  onTestFinished(await smallDisk(small, '512k'));
  await expect(fetchArchive(artifact, { repository, cache: small })).rejects.toMatchObject({ code: 'ENOSPC' });
  expect((await readdir(join(small, 'tool/2.0'))).filter((name) => name.endsWith('.part'))).toEqual([]);
});
