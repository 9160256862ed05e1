import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTestReport } from '@slipway/build-result';
import { expect, test } from 'vitest';
import { writeProject } from '../testing/project.ts';
import { locateFailures } from './source-location.ts';

// Reports of surefire 3.5.3 for Kotlin 2.0 and Spock 2.3, recorded, on sources that lie as those languages' own guides have them.

async function placesOf(names: readonly string[], files: Readonly<Record<string, string>>) {
  const workspace = await mkdtemp(join(tmpdir(), 'sources-'));
  await writeProject(join(workspace, 'web'), files);
  const folder = new URL('../testing/recorded/', import.meta.url);
  const texts = await Promise.all(names.map((name) => readFile(new URL(`TEST-${name}.xml`, folder), 'utf8')));
  const cases = texts.flatMap(parseTestReport);
  const located = await locateFailures(cases, join(workspace, 'web'), workspace);
  return located.flatMap(({ outcome, name, at }) => (outcome === 'failed' ? [`${name} ${at?.file}:${at?.line}`] : []));
}

const kotlin = ['com.shop.sign.SignTest', 'com.shop.sign.SignTest.Zero', 'com.shop.sign.inner.OtherTest'];
const places = (root: string) => [
  `a negative number is -1, isn't it ${root}/SignTest.kt:6`,
  `zero ${root}/SignTest.kt:11`,
  `über ${root}/inner/OtherTest.kt:6`,
];

test('sources of Kotlin are found in the folders of their package', async () => {
  const root = 'src/test/kotlin/com/shop/sign';
  const files = { [`${root}/SignTest.kt`]: '', [`${root}/inner/OtherTest.kt`]: '' };
  expect(await placesOf(kotlin, files)).toEqual(places(`web/${root}`));
});

test('and without those that all of them share, the nearest of several with that name', async () => {
  const files = {
    'src/test/kotlin/SignTest.kt': '',
    'src/test/kotlin/inner/OtherTest.kt': '',
    'src/test/kotlin/outer/OtherTest.kt': '',
  };
  expect(await placesOf(kotlin, files)).toEqual(places('web/src/test/kotlin'));
});

test('but not where two are as near, nor in another module inside of this one', async () => {
  const files = {
    'src/test/kotlin/a/SignTest.kt': '',
    'src/test/kotlin/b/SignTest.kt': '',
    'core/pom.xml': '<project/>',
    'core/src/test/kotlin/inner/OtherTest.kt': '',
  };
  expect(await placesOf(kotlin.slice(0, 1), files)).toEqual(["a negative number is -1, isn't it undefined:undefined"]);
  expect(await placesOf(kotlin.slice(2), files)).toEqual(['über undefined:undefined']);
});

test('features of Spock are found by their sentences', async () => {
  expect(await placesOf(['p.SignSpec'], { 'src/test/groovy/p/SignSpec.groovy': '' })).toEqual([
    'a negative number is -1 web/src/test/groovy/p/SignSpec.groovy:6',
    'sign of 2 web/src/test/groovy/p/SignSpec.groovy:11',
  ]);
});
