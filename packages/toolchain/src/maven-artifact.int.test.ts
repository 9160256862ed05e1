import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fetchTool, type MavenArtifact } from './maven-artifact.ts';

const content = 'a tool';
const tool: MavenArtifact = {
  groupId: 'org.example.tools',
  artifactId: 'hammer',
  version: '1.0',
  ending: '-bin.tar.gz',
  sha256: createHash('sha256').update(content).digest('hex'),
};
let server: Server;
let repository = '';
let asked: string[] = [];
let cache = '';

beforeAll(async () => {
  server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '');
    if (!incoming.url?.startsWith('/maven2/org/')) response.writeHead(404).end();
    else response.end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}/maven2/`;
  cache = await mkdtemp(join(tmpdir(), 'slipway-tools-'));
});
afterAll(async () => {
  server.close();
  await rm(cache, { recursive: true });
});
beforeEach(() => {
  asked = [];
});

test('is fetched once and kept under its version', async () => {
  const paths = await Promise.all([1, 2].map(() => fetchTool(tool, { repository, cache })));
  const again = await fetchTool(tool, { repository: 'http://127.0.0.1:9', cache });
  expect(new Set([...paths, again])).toEqual(new Set([join(cache, 'hammer/1.0/hammer-1.0-bin.tar.gz')]));
  expect(await readFile(again, 'utf8')).toBe(content);
  expect(asked[0]).toBe('/maven2/org/example/tools/hammer/1.0/hammer-1.0-bin.tar.gz');
  expect(await readdir(dirname(again))).toEqual(['hammer-1.0-bin.tar.gz']);
});

test('a kept file that was altered is fetched again', async () => {
  const path = await fetchTool(tool, { repository, cache });
  await writeFile(path, 'something else');
  await fetchTool(tool, { repository, cache });
  expect(await readFile(path, 'utf8')).toBe(content);
});

test.each<[string, () => Promise<string>, RegExp]>([
  [
    'another checksum',
    () => fetchTool({ ...tool, version: '2.0', sha256: 'f'.repeat(64) }, { repository, cache }),
    /hammer-2\.0-bin\.tar\.gz is not the file that is expected\nIts SHA-256 is [0-9a-f]{64}, not f{64}\./,
  ],
  [
    'a repository without it',
    () =>
      fetchTool({ ...tool, groupId: 'com.example' }, { repository: repository.replace('maven2', 'x'), cache: '/x' }),
    /answered with 404/,
  ],
  [
    'a mirror with a login that is not shown, without it',
    () =>
      fetchTool(
        { ...tool, groupId: 'com.example' },
        { repository: repository.replace('//', '//ci:hush@').replace('maven2', 'x'), cache: '/x' },
      ),
    /^http:\/\/127[^@]*answered with 404/,
  ],
  [
    'a server that is not there',
    () => fetchTool({ ...tool, version: '3.0' }, { repository: 'http://127.0.0.1:9/maven2', cache }),
    /^No answer from http:\/\/127\.0\.0\.1:9, which/,
  ],
])(
  '%s is said, and nothing is kept',
  async (_, fetching, sentence) => {
    await expect(fetching()).rejects.toThrow(sentence);
    expect(await readdir(join(cache, 'hammer'))).toEqual(['1.0']);
  },
  30_000,
);
