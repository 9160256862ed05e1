import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { build, failureOf, layExample, layFiles, layProject } from './testing/project.ts';

// Real npm on real projects; the example's packages come from the registry, and from npm's own cache after the first time.

let context: TestContext;
beforeEach(() => {
  context = testContext();
});
afterEach(() => context.end());

const texts = () => context.lines.map(({ text }) => text);

describe('the example service', () => {
  test('is installed, tested, measured and built', async () => {
    await layExample(context.workspace);
    const outputs = await build(context);
    expect(outputs).toMatchObject({
      result: 'success',
      total: 3,
      passed: 3,
      failed: 0,
      skipped: 0,
      'artifact-path': 'dist',
      'report-path': ['coverage/lcov.info'],
    });
    expect(Number(outputs.coverage)).toBeGreaterThan(0);
    await stat(join(context.workspace, 'coverage/lcov.info'));
    await stat(join(context.workspace, 'dist/shop/index.html'));
    expect(texts()).toContain('npm ci --no-audit --no-fund');
    expect(context.summaries.join()).toContain('✅ npm build: success');
  });

  test('with a failing test is unstable, is built, and marks the line', async () => {
    const failing = `import { expect, test } from 'vitest';
import { total } from './basket.js';

test('<img> ::error::x', () => {
  expect(total([{ pieces: 1, price: 2 }])).toBe(3);
});
test('explodes', () => {
  total(undefined);
});
`;
    await layExample(context.workspace, { 'src/bad.test.js': failing, 'src/broken.test.js': "import './no.js';\n" });
    const outputs = await build(context, { 'min-coverage': '100' });
    expect(outputs).toMatchObject({ result: 'unstable', total: 6, failed: 3, 'artifact-path': 'dist' });
    const marks = context.lines.filter(({ at }) => at?.title?.startsWith('Test failed'));
    expect(marks).toEqual([
      {
        level: 'warning',
        text: 'expected 2 to be 3 // Object.is equality',
        at: { title: 'Test failed: bad.test.js › <img> ::error::x', file: 'src/bad.test.js', line: 5 },
      },
      expect.objectContaining({
        at: { title: 'Test failed: bad.test.js › explodes', file: 'src/bad.test.js', line: 8 },
      }),
      expect.objectContaining({
        text: expect.stringContaining('./no.js'),
        at: { title: 'Test failed: broken.test.js' },
      }),
    ]);
    expect(texts()).toContainEqual(expect.stringMatching(/^The build is unstable: line coverage is [\d.]+ %, below/));
    const summary = context.summaries.join();
    expect(summary).toContain('**bad.test.js › &lt;img&gt; ::error::x** (src/bad.test.js:5)');
  });

  test('is measured on the lines that were changed', async () => {
    const git = async (...args: string[]) => {
      const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
      const { stdout } = await runProcess('git', [...person, ...args], { cwd: context.workspace, env: context.env });
      return stdout.trim();
    };
    await layExample(context.workspace, { '.gitignore': 'node_modules\n' });
    for (const words of ['init -q', 'add -A', 'commit -q -m Begin']) await git(...words.split(' '));
    const since = await git('rev-parse', 'HEAD');
    const basket = await readFile(join(context.workspace, 'src/basket.js'), 'utf8');
    const half = 'export function half(sum) {\n  return sum / 2;\n}\n';
    await layFiles(context.workspace, { 'src/basket.js': `${basket}${half}` });
    await git('commit', '-q', '-a', '-m', 'Change');
    const given = { 'changed-since': since, 'min-changed-coverage': '80', 'build-script': 'none' };
    // V8 counts the line of a function as reached when the module was loaded.
    expect(await build(context, given)).toMatchObject({ result: 'unstable', 'changed-coverage': '33.3' });
    expect(texts().join('\n')).toContain('coverage of the changed lines is 33.3 %, below the 80 %');
    expect(context.summaries.join()).toMatch(/\| src\/basket\.js \| \d+-\d+ \|/);
  });

  test('is not built when its tests must not fail', async () => {
    await layExample(context.workspace, {
      'src/bad.test.js': "import { test } from 'vitest';\ntest('a', () => { throw new Error('b'); });\n",
    });
    const failure = await failureOf(build(context, { 'test-failures': 'fail' }));
    expect(failure.message).toBe('1 of 4 tests failed');
    expect(failure.outputs).toMatchObject({ result: 'failure', failed: '1', 'artifact-path': '' });
    await expect(stat(join(context.workspace, 'dist'))).rejects.toThrow();
  });
});

describe('a service without dependencies', () => {
  const nodeTests = `import { describe, test } from 'node:test';
import assert from 'node:assert';
describe('prices', () => {
  test('add up', () => {});
  test('never', () => assert.equal(1, 2));
  test('later', { skip: true }, () => {});
});
test('alone', () => {});
`;

  test("is tested by Node.js's own runner, and the line is marked", async () => {
    await layProject(
      context.workspace,
      { type: 'module', scripts: { test: 'node --test' } },
      { 'a.test.js': nodeTests },
    );
    expect(await build(context)).toMatchObject({ result: 'unstable', total: 4, passed: 2, failed: 1, skipped: 1 });
    expect(context.lines.find(({ at }) => at?.title !== undefined)).toMatchObject({
      text: '1 == 2',
      at: { title: 'Test failed: a.test.js › never', file: 'a.test.js', line: 5 },
    });
  });

  test('needs no script at all', async () => {
    await layProject(context.workspace, {});
    expect(await build(context)).toMatchObject({ result: 'success', total: 0, 'artifact-path': '' });
  });

  test('is linted, and that fails as it is told to', async () => {
    const scripts = { lint: 'echo "src/a.js:1 unused"; exit 3', test: 'echo "Error: no test specified" && exit 1' };
    await layProject(context.workspace, { scripts });
    expect(await build(context)).toMatchObject({ result: 'unstable' });
    expect(texts()).toContain('The build is unstable: the script "lint" ended with exit code 3: src/a.js:1 unused');
    expect(await build(context, { 'lint-failures': 'ignore' })).toMatchObject({ result: 'success' });
    const failure = await failureOf(build(context, { 'lint-failures': 'fail' }));
    expect(failure.headline).toBe('the script "lint" ended with exit code 3: src/a.js:1 unused');
    expect(failure.outputs.result).toBe('failure');
    expect(await build(context, { 'lint-script': 'none' })).toMatchObject({ result: 'success' });
  });

  test('may write JUnit reports of its own, of which old ones do not count', async () => {
    const report = (name: string) => `<testsuite name="cart"><testcase classname="cart" name="${name}"/></testsuite>`;
    const files = { 'fresh.xml': report('adds'), 'reports/old.xml': report('was') };
    await layProject(
      context.workspace,
      { scripts: { test: 'mkdir test-results && cp fresh.xml test-results/' } },
      files,
    );
    await utimes(join(context.workspace, 'reports/old.xml'), 1, 1);
    expect(await build(context)).toMatchObject({ result: 'success', total: 1, passed: 1 });
  });

  test('whose test script fails without a word about tests is unstable', async () => {
    await layProject(context.workspace, { scripts: { test: 'echo "no browser found"; exit 2' } });
    expect(await build(context)).toMatchObject({ result: 'unstable', total: 0 });
    expect(texts()).toContain('The build is unstable: the script "test" ended with exit code 2: no browser found');
  });

  test('whose build script fails has its last words as the reason', async () => {
    await layProject(context.workspace, { scripts: { build: 'echo "main.js: no such file"; exit 1' } });
    const failure = await failureOf(build(context));
    expect(failure.headline).toBe('The script "build" ended with exit code 1');
    expect(failure.reason).toContain('main.js: no such file');
    expect(failure.reason).not.toContain('npm error');
    expect(failure.outputs.result).toBe('failure');
  });

  test('is delivered with its result and artifact', async () => {
    const scripts = { build: 'mkdir -p site && echo x > site/index.html' };
    await layProject(context.workspace, { scripts }, { 'deliver.sh': 'echo "$SLIPWAY_RESULT $SLIPWAY_ARTIFACT"\n' });
    expect(await build(context, { 'deliver-script': 'deliver.sh', artifact: 'site' })).toMatchObject({
      'artifact-path': 'site',
    });
    expect(texts()).toContain(`success ${join(context.workspace, 'site')}`);
  });

  test('that hangs is ended', async () => {
    await layProject(context.workspace, { scripts: { build: 'echo serving; exec sleep 60' } });
    const failure = await failureOf(build(context, { timeout: '4s' }));
    expect(failure.headline).toBe(
      'The script "build" had not ended when the 4.0 s of the build ("timeout") were over, and was ended',
    );
    expect(failure.reason).toBe('Its last line: serving');
  });
});
