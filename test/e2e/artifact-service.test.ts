import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installTool } from '@slipway/lab';
import { execa } from 'execa';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { root } from '../../scripts/paths.ts';

// What kaniko-push keeps with the run, against act's own artifact service: a second one besides the fake of GitHub's.

const folder = join(tmpdir(), 'slipway-e2e-artifacts');
const script = `import { keepArtifact } from '${join(root, 'packages/github/src/index.ts')}';
const service = { url: process.env.ACTIONS_RESULTS_URL, token: process.env.ACTIONS_RUNTIME_TOKEN };
const artifact = { name: 'sbom-shop_index', fileName: 'index.cdx.json', content: Buffer.from('{}') };
console.log('kept: ' + (await keepArtifact(artifact, service, new AbortController().signal)));
`;
const workflow = `on: workflow_dispatch
jobs:
  keep:
    runs-on: self-hosted
    steps:
      - run: ${process.execPath} ${join(folder, 'keep.mjs')}
`;

/** One that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a file is kept with the run by the service of act', async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, '.github/workflows'), { recursive: true });
  await writeFile(join(folder, '.github/workflows/keep.yml'), workflow);
  await writeFile(join(folder, 'keep.mjs'), script);
  const kept = join(folder, 'kept');
  const args = ['--platform=self-hosted=-self-hosted', '--artifact-server-addr=127.0.0.1', '--no-cache-server', '--rm'];
  const { all } = await execa(
    await installTool('act'),
    ['workflow_dispatch', ...args, `--artifact-server-port=${await freePort()}`, `--artifact-server-path=${kept}`],
    { cwd: folder, all: true, reject: false },
  );
  expect(all).toContain('kept: true');
  const archive = unzipSync(await readFile(join(kept, '1/sbom-shop_index/sbom-shop_index.zip')));
  expect(Object.keys(archive)).toEqual(['index.cdx.json']);
});
