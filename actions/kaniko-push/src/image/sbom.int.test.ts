import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment, installTool } from '@slipway/lab';
import { expect, test } from 'vitest';
import { buildsWith } from '../testing/build.ts';

const { service } = buildsWith(await environment());
const files = {
  'app/package.json': '{"name":"left-pad","version":"1.3.0"}',
  'app/Dockerfile': 'FROM busybox:1\nCOPY package.json /app/node_modules/left-pad/\n',
};

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
