import { readFile, realpath, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { binFolder } from './testing/bin-folder.ts';
import { build, failureOf } from './testing/building.ts';
import { type Fault, startMirror } from './testing/mirror.ts';
import { ownArtifact } from './testing/own-artifacts.ts';
import { pom, sign, signTest, writeProject } from './testing/project.ts';

// Real Maven on a local repository that many builds of one machine share.

const service = { 'pom.xml': pom(), 'src/main/java/p/Sign.java': sign };
const given = { goals: 'compile', jacoco: 'false' };
const jar = 'org/apache/maven/plugins/maven-compiler-plugin/3.14.0/maven-compiler-plugin-3.14.0.jar';

let context: TestContext;
beforeEach(() => {
  context = testContext();
});
afterEach(() => context.end());

/** So that the mirrors have what the tests ask for. */
beforeAll(async () => {
  const warming = testContext();
  await writeProject(warming.workspace, service);
  await build(warming, given);
});

/** A build in a job of its own, on the cache that all of a test share. */
async function buildOn(cache: string, mirrors: string, more: Parameters<typeof testContext>[0] = {}) {
  const job = testContext(more);
  await writeProject(job.workspace, service);
  return build(job, { ...given, cache, mirrors, 'maven-repository': 'https://repo.maven.apache.org/maven2' });
}

test('builds at once on a cold cache do not disturb each other', async () => {
  await using mirror = await startMirror(() => undefined);
  const java = await realpath((await findProgram('java', context.env)) ?? '');
  // Maven 3.9, which is fetched where PATH has none, is the first with locks between processes.
  const environment = {
    PATH: await binFolder(['sh', 'dirname', 'uname', 'expr', 'ls', 'sed', 'tr', 'cat'], context.temp),
    JAVA_HOME: java.replace(/\/bin\/java$/, ''),
    RUNNER_TOOL_CACHE: join(context.temp, 'tools'),
  };
  const cache = join(context.temp, 'repository');
  const builds = [1, 2, 3].map(() => buildOn(cache, mirror.mirrors, { environment }));
  expect(await Promise.all(builds)).toEqual([1, 2, 3].map(() => expect.objectContaining({ result: 'success' })));
  expect(await readFile(join(cache, jar))).toEqual(await ownArtifact(jar));
});

test('a build that was ended while it downloaded leaves nothing behind that the next one trips over', async () => {
  let fault: Fault | undefined = 'stalled';
  await using mirror = await startMirror((path) => (path === jar ? fault : undefined));
  const cache = join(context.temp, 'repository');
  const stop = new AbortController();
  const ended = buildOn(cache, mirror.mirrors, { signal: stop.signal });
  await mirror.stalled;
  stop.abort(new Error('cancelled'));
  await expect(ended).rejects.toThrow('cancelled');
  fault = undefined;
  expect(await buildOn(cache, mirror.mirrors)).toMatchObject({ result: 'success' });
  expect(await readFile(join(cache, jar))).toEqual(await ownArtifact(jar));
});

test.each<Fault>(['cut', 'missing'])('what was %s once is asked for again by the next build', async (kind) => {
  let fault: Fault | undefined = kind;
  await using mirror = await startMirror((path) => (path === jar ? fault : undefined));
  const cache = join(context.temp, 'repository');
  const failure = await failureOf(buildOn(cache, mirror.mirrors));
  expect(failure.code).toBe('dependencies-unresolved');
  fault = undefined;
  expect(await buildOn(cache, mirror.mirrors)).toMatchObject({ result: 'success' });
  expect(await readFile(join(cache, jar))).toEqual(await ownArtifact(jar));
});

/** A cache in which one file was broken after it was downloaded. */
async function brokenCache(mirrors: string, breakIt: (file: (path: string) => string) => Promise<void>) {
  const cache = join(context.temp, 'repository');
  await buildOn(cache, mirrors);
  await breakIt((path) => join(cache, path));
  return cache;
}

test.each([
  ['a plugin that is half', jar, (file: string) => truncate(file, 1000)],
  ['a plugin with other bytes', jar, (file: string) => writeFile(file, '<html>please log in</html>')],
  ['a POM that is half', jar.replace(/jar$/, 'pom'), (file: string) => truncate(file, 1000)],
])('%s in the cache is fetched again within the build', async (_, path, breakFile) => {
  await using mirror = await startMirror(() => undefined);
  const cache = await brokenCache(mirror.mirrors, (file) => breakFile(file(path)));
  expect(await buildOn(cache, mirror.mirrors)).toMatchObject({ result: 'success' });
  expect(await readFile(join(cache, path))).toEqual(await ownArtifact(path));
});

test('a dependency that is half is named and fetched again, although javac blames the source', async () => {
  await using mirror = await startMirror(() => undefined);
  const api = 'org/junit/jupiter/junit-jupiter-api/5.12.2/junit-jupiter-api-5.12.2.jar';
  const tests = { ...service, 'src/test/java/p/SignTest.java': signTest };
  const job = async (cache: string) => {
    const { workspace, ...rest } = testContext();
    await writeProject(workspace, tests);
    const built = await build(
      { ...rest, workspace },
      { goals: 'test-compile', jacoco: 'false', cache, mirrors: mirror.mirrors },
    );
    return { ...built, warnings: rest.lines.filter(({ level }) => level === 'warning').map(({ text }) => text) };
  };
  const cache = join(context.temp, 'repository');
  await job(cache);
  await truncate(join(cache, api), 1000);
  expect(await job(cache)).toMatchObject({
    result: 'success',
    warnings: [`Broken files in the local repository ${cache} are removed, and Maven runs again: ${api}`],
  });
  expect(await readFile(join(cache, api))).toEqual(await ownArtifact(api));
});
