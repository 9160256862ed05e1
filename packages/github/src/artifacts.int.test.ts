import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ArtifactService, startArtifactService } from '../../../test/fakes/artifact-service.ts';
import { keepArtifact } from './artifacts.ts';

let service: ArtifactService;
beforeEach(async () => {
  service = await startArtifactService();
});
afterEach(() => service.close());

const artifact = {
  name: 'sbom-shop_index',
  fileName: 'index.cdx.json',
  content: Buffer.from('{"bomFormat":"CycloneDX"}'),
};
const keep = (token = service.env.ACTIONS_RUNTIME_TOKEN ?? '') =>
  keepArtifact(artifact, { url: service.env.ACTIONS_RESULTS_URL ?? '', token }, new AbortController().signal);

test('a file is kept with the run as a zip archive, whose size and hash the service is told', async () => {
  expect(await keep()).toBe(true);
  const archive = service.kept.get(artifact.name) ?? Buffer.alloc(0);
  expect(Object.entries(unzipSync(archive)).map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual([
    [artifact.fileName, '{"bomFormat":"CycloneDX"}'],
  ]);
  const hash = createHash('sha256').update(archive).digest('hex');
  expect(service.sealed.get(artifact.name)).toEqual({ size: String(archive.length), hash: `sha256:${hash}` });
});

test('a name that the run has already is said', async () => {
  await keep();
  await expect(keep()).rejects.toThrow('The artifact "sbom-shop_index" is there already');
});

test('a runner without the service is no failure, any other answer is one with its reason', async () => {
  service.fail(404);
  expect(await keep()).toBe(false);
  service.fail(403);
  await expect(keep()).rejects.toThrow(
    'The artifact "sbom-shop_index" is refused: the service answers 403\nthe service has a bad day',
  );
});

test.each(['', 'no-token', 'e30.e30.s', `e30.${Buffer.from('{"scp":"Actions.Results:one"}').toString('base64url')}.s`])(
  'a token %j that names no run is said',
  async (token) => {
    await expect(keep(token)).rejects.toThrow('ACTIONS_RUNTIME_TOKEN');
  },
);
