import { runProcess } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { build, failureOf, layFiles } from '../testing/project.ts';

// Real jest and mocha from the registry; vitest and node:test are those of ../run.int.test.ts.

let context: TestContext;
beforeEach(() => {
  context = testContext();
});
afterEach(() => context.end());

const tests = `const assert = require('node:assert');
describe('cart', () => {
  it('adds', () => {});
  it('fails', () => {
    assert.equal(1, 2);
  });
  it.skip('waits', () => {});
});
`;

/** A project with a lock file that npm itself wrote. */
async function layTested(script: string, devDependencies: object, files: Readonly<Record<string, string>>) {
  const description = { name: 'shop', version: '1.0.0', scripts: { test: script }, devDependencies };
  await layFiles(context.workspace, { 'package.json': JSON.stringify(description), ...files });
  const args = ['install', '--package-lock-only', '--no-audit', '--no-fund'];
  const { exitCode, stderr } = await runProcess('npm', args, { cwd: context.workspace, env: context.env });
  if (exitCode !== 0) throw new Error(stderr);
}

const marks = () =>
  context.lines.flatMap(({ text, at }) => (at?.file === undefined ? [] : [`${text} ${at.file}:${at.line}`]));

test('jest is asked for its report and measured', async () => {
  await layTested('jest', { jest: '^30' }, { 'src/cart.test.js': tests });
  const outputs = await build(context);
  expect(outputs).toMatchObject({ result: 'unstable', total: 3, passed: 1, failed: 1, skipped: 1 });
  expect(outputs['report-path']).toEqual(['coverage/lcov.info']);
  expect(marks()).toEqual([expect.stringMatching(/^assert\.equal[\s\S]* src\/cart\.test\.js:5$/)]);
});

test.each([
  ['mocha --reporter xunit --reporter-option output=junit.xml', {}, 3],
  // This one leaves out what was skipped.
  ['mocha --reporter mocha-junit-reporter', { 'mocha-junit-reporter': '^2' }, 2],
])('%s is read where it writes', async (script, more, total) => {
  await layTested(script, { mocha: '^11', ...more }, { 'test/cart.js': tests });
  const given = { 'test-reports': 'junit.xml, test-results.xml' };
  expect(await build(context, given)).toMatchObject({ result: 'unstable', total, passed: 1, failed: 1 });
  expect(marks()).toEqual(['1 == 2 test/cart.js:5']);
});

test('a green script without a report has no counts, and the log says so', async () => {
  await layTested('mocha', { mocha: '^11' }, { 'test/cart.js': "it('adds', () => {});\n" });
  expect(await build(context)).toMatchObject({ result: 'success', total: 0 });
  expect(context.lines.map(({ text }) => text).join('\n')).toContain('No report of tests is found');
});

test('a test that never ends is ended, with the name of its script', async () => {
  const hangs = "require('node:test')('hangs', () => new Promise((resolve) => setTimeout(resolve, 300_000)));\n";
  await layTested('node --test', {}, { 'hangs.test.js': hangs });
  const failure = await failureOf(build(context, { timeout: '8s' }));
  expect(failure.headline).toBe(
    'The script "test" had not ended when the 8.0 s of the build ("timeout") were over, and was ended',
  );
  expect(failure.reason).toContain('hangs.test.js');
});
