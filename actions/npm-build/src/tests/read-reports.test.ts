import { mkdir, mkdtemp, realpath, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Changes } from '@slipway/build-result';
import { expect, test } from 'vitest';
import { readReports } from './read-reports.ts';
import type { Reporter } from './reporter.ts';

const unchanged: Changes = { kind: 'none', why: '' };

async function read(
  files: Readonly<Record<string, string>>,
  reporter?: Partial<Reporter>,
  changes: Changes = unchanged,
) {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'slipway-reports-')));
  const folder = join(workspace, 'web');
  await mkdir(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const chosen = reporter && {
    tool: 'jest' as const,
    args: [],
    env: {},
    format: 'jest' as const,
    measures: false,
    path: join(folder, 'tests.json'),
    ...reporter,
  };
  const huge = join(folder, 'huge.xml');
  if ('huge.xml' in files) await truncate(huge, 101_000_000);
  return readReports(chosen, ['**/*.xml'], { folder, workspace, startedAt: new Date(Date.now() - 60_000), changes });
}

test('finds the reports of all folders but those of installed packages', async () => {
  const suite = (name: string) => `<testsuite name="a"><testcase classname="a" name="${name}"/></testsuite>`;
  const files = { 'a.xml': suite('one'), 'out/b.xml': suite('two'), 'node_modules/x/c.xml': suite('three') };
  expect((await read(files)).tests.map(({ name }) => name)).toEqual(['one', 'two']);
});

test('what cannot be read is a problem, each by its path', async () => {
  const bomb = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><testsuite>&f;</testsuite>';
  const { problems, tests } = await read({ 'a.xml': '<testsuite>', 'bomb.xml': bomb, 'huge.xml': '' });
  expect(tests).toEqual([]);
  expect(problems).toEqual([
    expect.stringMatching(/^web\/a\.xml cannot be read: line 1/),
    'web/bomb.xml cannot be read: External entities are not supported',
    'web/huge.xml cannot be read: it has 101 MB, 100 are allowed',
  ]);
});

test('a tool that wrote no report leaves it unknown what it tested', async () => {
  expect((await read({}, {})).problems).toEqual(['jest wrote no report of its tests']);
  expect((await read({ 'tests.json': '{' }, {})).problems).toEqual([
    expect.stringMatching(/^the report of jest cannot be read: /),
  ]);
});

test('a failure is at the frame of the test file, not of what it called or what is installed', async () => {
  const stack = (folder: string) =>
    `Error: no\n    at total (file://${folder}/src/a.js:2:1)\n    at x (${folder}/node_modules/y/z.js:1:1)\n    at Object.<anonymous> (${folder}/src/a.test.js:9:3)`;
  const files = { 'src/a.js': '', 'src/a.test.js': '', 'node_modules/y/z.js': '' };
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'slipway-reports-')));
  const folder = join(workspace, 'web');
  for (const path of Object.keys(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), '');
  }
  const report = (name: string) => ({
    testResults: [{ name, assertionResults: [{ title: 't', status: 'failed', failureMessages: [stack(folder)] }] }],
  });
  const path = join(folder, 'tests.json');
  const reporter = { tool: 'jest', args: [], env: {}, format: 'jest', measures: false, path } as const;
  const places = { folder, workspace, startedAt: new Date(Date.now() - 60_000), changes: unchanged };
  await writeFile(path, JSON.stringify(report(join(folder, 'src/a.test.js'))));
  expect((await readReports(reporter, [], places)).tests[0]?.at).toEqual({ file: 'web/src/a.test.js', line: 9 });
  await writeFile(path, JSON.stringify(report(join(folder, 'src/other.test.js'))));
  expect((await readReports(reporter, [], places)).tests[0]?.at).toEqual({ file: 'web/src/a.js', line: 2 });
});

test('the changed lines are measured by the report for lcov', async () => {
  const total = { lines: { total: 4, covered: 3 }, branches: { total: 0, covered: 0 } };
  const files = {
    'coverage/coverage-summary.json': JSON.stringify({ total }),
    'coverage/lcov.info': 'SF:src/a.js\nDA:1,1\nDA:2,0\nDA:3,1\nend_of_record\n',
  };
  const lines = new Map([['web/src/a.js', new Set([2, 3, 4])]]);
  const { coverage } = await read(files, undefined, { kind: 'known', since: 'c0', files: lines });
  expect(coverage[0]?.changed).toEqual({
    lines: { covered: 1, missed: 1 },
    missed: new Map([['web/src/a.js', [2]]]),
  });
  expect((await read(files)).coverage[0]?.changed).toBeUndefined();
});
