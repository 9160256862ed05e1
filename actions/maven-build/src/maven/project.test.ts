import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { boundJacoco, pom, writeProject } from '../testing/project.ts';
import { declaresJacoco, modulesOf } from './project.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'slipway-test-')));
});

const parent =
  '<parent><groupId>com.example</groupId><artifactId>base</artifactId><version>7</version><relativePath/></parent>';
const child = `<project>${parent}<artifactId>a</artifactId></project>`;
const base = (plugins: string) => pom({ artifact: 'base', packaging: 'pom', plugins });
const profile = `<profiles><profile><build><plugins>${boundJacoco('0.8.12')}</plugins></build></profile></profiles>`;
const inRepository = 'm2/com/example/base/7/base-7.pom';

test('finds modules of modules, of profiles and beside the project, but none outside the workspace', async () => {
  const more = '<profiles><profile><modules><module>c</module></modules></profile></profiles>';
  await writeProject(workspace, {
    'all/pom.xml': pom({ modules: ['a', '../b/pom.xml', '../../outside', 'missing'], more }),
    'all/a/pom.xml': pom({ modules: ['deep', '..'] }),
    'all/a/deep/pom.xml': pom(),
    'all/c/pom.xml': pom(),
    'b/pom.xml': pom(),
  });
  const modules = await modulesOf(join(workspace, 'all'), workspace);
  expect(modules.map(({ folder }) => folder.slice(workspace.length)).sort()).toEqual([
    '/all',
    '/all/a',
    '/all/a/deep',
    '/all/c',
    '/b',
  ]);
});

test.each<[string, Record<string, string>, string]>([
  ['nowhere', { 'pom.xml': pom() }, 'no'],
  ['in a comment', { 'pom.xml': pom({ more: `<!-- ${boundJacoco('1')} -->` }) }, 'no'],
  ['in the project', { 'pom.xml': pom({ plugins: boundJacoco('0.8.12') }) }, 'yes'],
  ['in a profile', { 'pom.xml': pom({ more: profile }) }, 'unknown'],
  ['in a module', { 'pom.xml': pom({ modules: ['a'] }), 'a/pom.xml': pom({ plugins: boundJacoco('1') }) }, 'yes'],
  ['in a parent of the local repository', { 'pom.xml': child, [inRepository]: base(boundJacoco('1')) }, 'yes'],
  ['in no parent', { 'pom.xml': child, [inRepository]: base('') }, 'no'],
  ['in a parent that is not here yet', { 'pom.xml': child }, 'unknown'],
])('JaCoCo declared %s', async (_, files, answer) => {
  await writeProject(workspace, files);
  const modules = await modulesOf(workspace, workspace);
  expect(await declaresJacoco(modules, join(workspace, 'm2'))).toBe(answer);
});
