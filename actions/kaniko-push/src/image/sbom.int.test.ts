import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment, installTool } from '@slipway/lab';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ArtifactService, startArtifactService } from '../../../../test/fakes/artifact-service.ts';
import { buildsWith } from '../testing/build.ts';

const { service } = buildsWith(await environment());
const files = {
  'app/package.json': '{"name":"left-pad","version":"1.3.0"}',
  'app/Dockerfile': 'FROM busybox:1\nCOPY package.json /app/node_modules/left-pad/\n',
};

let artifacts: ArtifactService;
beforeEach(async () => {
  artifacts = await startArtifactService();
});
afterEach(() => artifacts.close());

/** A program in place of syft, and the runner's artifact service. */
async function withArtifacts(script: string) {
  const app = await service({ ...files, 'bin/syft': script });
  const path = join(app.context.workspace, 'bin/syft');
  await chmod(path, 0o755);
  const { ACTIONS_RESULTS_URL: url = '', ACTIONS_RUNTIME_TOKEN: token = '' } = artifacts.env;
  Object.assign(app.context, { env: { ...app.context.env, SYFT: path }, artifacts: { url, token } });
  return app;
}

/** syft's last argument is `cyclonedx-json=FILE`. */
const writing = '#!/bin/sh\nfor last; do :; done\nprintf "{}" > "${last#*=}"\n';

test('the file is an artifact of the run, where the runner keeps any', async () => {
  const app = await withArtifacts(writing);
  await app.push({ context: 'app', sbom: 'true' });
  const name = `sbom-shop_${app.repository}`;
  const archive = unzipSync(artifacts.kept.get(name) ?? Buffer.alloc(0));
  expect(Object.keys(archive)).toEqual([`shop_${app.repository}.cdx.json`]);
  expect(app.context.lines.map(({ text }) => text)).toContain(`It is the artifact "${name}" of this run`);
});

test('an artifact service that refuses it is one warning: the image is pushed, and the file is there', async () => {
  const app = await withArtifacts(writing);
  artifacts.fail(403);
  const { pushed, sbom } = await app.push({ context: 'app', sbom: 'true' });
  expect(pushed).toBe(true);
  expect(await readFile(sbom, 'utf8')).toBe('{}');
  expect(app.context.lines.filter(({ level }) => level === 'warning')).toMatchObject([
    { text: expect.stringMatching(/^The SBOM of shop\/\S+ is no artifact of the run: .* answers 403\n/) },
  ]);
});

test('what is in the image is written down as CycloneDX, base image included', async () => {
  const app = await service(files);
  Object.assign(app.context, { env: { ...app.context.env, SYFT: await installTool('syft') } });
  const { sbom, digest } = await app.push({ context: 'app', sbom: 'true' });
  expect(sbom).toBe(join(app.context.temp, `slipway-sbom/shop_${app.repository}.cdx.json`));
  const { bomFormat, metadata, components } = JSON.parse(await readFile(sbom, 'utf8'));
  expect(bomFormat).toBe('CycloneDX');
  expect(metadata.component).toMatchObject({ type: 'container', version: digest });
  const names = components.map(
    (component: { name: string; version: string }) => `${component.name} ${component.version}`,
  );
  expect(names).toContain('left-pad 1.3.0');
  expect(names.join('\n')).toMatch(/^busybox 1\./m);
});

test.each([
  ['is not there', '', 'the program syft is not on PATH'],
  ['fails', '#!/bin/sh\necho no such image >&2; exit 1\n', 'no such image'],
])('a syft that %s is one warning, and the image is pushed', async (_, script, why) => {
  const app = await service({ ...files, 'bin/syft': script });
  const path = join(app.context.workspace, 'bin/syft');
  if (script !== '') await chmod(path, 0o755);
  Object.assign(app.context, { env: { ...app.context.env, SYFT: path } });
  expect(await app.push({ context: 'app', sbom: 'true' })).toMatchObject({ pushed: true, sbom: '' });
  expect(app.context.lines.filter(({ level }) => level === 'warning')).toMatchObject([
    { text: `No SBOM of shop/${app.repository}: ${why}` },
  ]);
});
