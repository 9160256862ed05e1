import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { binFolder } from './testing/bin-folder.ts';
import { build, failureOf } from './testing/building.ts';
import { type Fault, startMirror } from './testing/mirror.ts';
import { ownArtifact } from './testing/own-artifacts.ts';
import { pom, sign, writeProject } from './testing/project.ts';

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
