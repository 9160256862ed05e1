import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CacheService, startCacheService } from '../../../test/fakes/cache-service.ts';
import { readInputs } from './inputs.ts';
import { cleanUp, run } from './run.ts';

// GitHub's own client against a fake of GitHub's service; act's service is asked in test/e2e.

let service: CacheService;
let context: TestContext;
let path: string;
beforeEach(async () => {
  service = await startCacheService();
  for (const [name, value] of Object.entries(service.env)) vi.stubEnv(name, value);
  context = testContext();
  vi.stubEnv('RUNNER_TEMP', context.temp);
  path = join(context.temp, 'dependency-cache');
  await mkdir(context.temp, { recursive: true });
  await writeFile(join(context.workspace, 'pom.xml'), '<project/>');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.close();
});

const restore = (given: Readonly<Record<string, string>> = {}) =>
  run(
    readFrom((name) => given[name] ?? '', readInputs),
    context,
  );

/** With what stands at the end of a jar. */
const jar = (content: string) => `${content}PK\u0005\u0006${'\0'.repeat(18)}`;

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
}

/** A job that leaves these files in the folder and succeeds; the machine is a new one after it. */
async function job(files: Readonly<Record<string, string>>, given: Readonly<Record<string, string>> = {}) {
  context.savedState.clear();
  const outputs = await restore(given);
  await put(files);
  await cleanUp(context);
  await rm(path, { recursive: true, force: true });
  return outputs;
}

test('what one job fetched, the next has; for other dependencies it has the newest there is', async () => {
  expect(await job({ 'org/a/1/a.jar': jar('classes') })).toEqual({ path, 'cache-hit': false, 'matched-key': '' });
  const [first = ''] = service.names();

  context.savedState.clear();
  expect(await restore()).toEqual({ path, 'cache-hit': true, 'matched-key': first });
  expect(await readFile(join(path, 'org/a/1/a.jar'), 'utf8')).toBe(jar('classes'));
  await cleanUp(context);
  expect(service.names()).toEqual([first]);
  await rm(path, { recursive: true });

  await writeFile(join(context.workspace, 'pom.xml'), '<project>more</project>');
  expect(await job({ 'org/b/1/b.jar': jar('more') })).toEqual({ path, 'cache-hit': false, 'matched-key': first });
  expect(service.names()).toHaveLength(2);
  await restore();
  expect((await readdir(join(path, 'org'))).sort()).toEqual(['a', 'b']);
});

test('what was not to be had, what is half, and what the build installed itself, is not kept', async () => {
  await job({
    'org/a/1/a.jar': jar('classes'),
    'org/gone/1/gone.jar.lastUpdated': 'not found',
    'org/half/1/half.pom': '<project><modelVers',
    'org/wrong/1/wrong.jar': 'other classes',
    'org/wrong/1/wrong.jar.sha1': 'a9993e364706816aba3e25717850c26c9cd0d89d',
    'shop/own/1-SNAPSHOT/own.jar': 'of this build',
    'shop/own/maven-metadata-local.xml': '<metadata/>',
  });
  await restore();
  const kept = await readdir(path, { recursive: true, withFileTypes: true });
  expect(kept.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['a.jar']);
});

test('an archive that breaks off leaves nothing behind, and the build goes on', async () => {
  await job({ 'org/a/1/a.jar': jar('x'.repeat(1000)), 'org/a/1/b.jar': jar(String(Math.random())) });
  service.cutTo(100);
  expect(await restore()).toEqual({ path, 'cache-hit': false, 'matched-key': '' });
  expect(await readdir(path)).toEqual([]);
});

test('read-only keeps nothing', async () => {
  await job({ 'org/a/1/a.jar': jar('classes') }, { 'read-only': 'true' });
  expect(service.names()).toEqual([]);
});

test('an empty folder is not kept', async () => {
  await job({});
  expect(service.names()).toEqual([]);
});

test('without a service, or without files that name dependencies, nothing is done', async () => {
  const nothing = { path: '', 'cache-hit': false, 'matched-key': '' };
  expect(await restore({ 'key-files': 'Cargo.lock' })).toEqual(nothing);
  vi.stubEnv('ACTIONS_RESULTS_URL', '');
  expect(await restore()).toEqual(nothing);
  await cleanUp(context);
  expect(context.lines.map(({ text }) => text)).toContain(
    'This runner has no cache service: nothing is restored or kept',
  );
});

test('a folder with something in it is refused, and so is one outside the workspace', async () => {
  await put({ 'org/old.jar': 'of another job' });
  await expect(restore()).rejects.toThrow(Failure);
  await expect(restore({ path: 'pom.xml' })).rejects.toThrow(
    'Bad input: path: "pom.xml" given; allowed: a folder that is not there yet, or is empty',
  );
  await expect(restore({ 'working-directory': '..' })).rejects.toThrow(
    'Bad input: working-directory: ".." given; allowed: a folder inside the workspace',
  );
});
