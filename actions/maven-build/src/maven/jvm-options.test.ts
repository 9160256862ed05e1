import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jvmOptions } from './jvm-options.ts';

let workspace = '';
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'slipway-jvm-'));
  await mkdir(join(workspace, 'given/.mvn'), { recursive: true });
  await mkdir(join(workspace, 'given/module'), { recursive: true });
  await writeFile(join(workspace, 'given/.mvn/jvm.config'), '-Xmx1g\n');
});
afterAll(() => rm(workspace, { recursive: true }));

test('a short life is assumed where nobody says otherwise', async () => {
  expect(await jvmOptions(workspace, workspace, { MAVEN_OPTS: '' })).toBe('-XX:TieredStopAtLevel=1 -XX:+UseSerialGC');
});
test.each(['MAVEN_OPTS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS'])('%s is left alone', async (name) => {
  expect(await jvmOptions(workspace, workspace, { [name]: '-XX:+UseParallelGC' })).toBeUndefined();
});
test.each(['given', 'given/module'])('so is .mvn/jvm.config, for %s', async (folder) => {
  expect(await jvmOptions(join(workspace, folder), workspace, {})).toBeUndefined();
});
