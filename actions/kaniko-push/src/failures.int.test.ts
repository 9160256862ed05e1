import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { smallDisk } from '@slipway/runner/testing';
import { expect, onTestFinished, test } from 'vitest';
import { buildsWith } from './testing/build.ts';
import { startAction } from './testing/start.ts';

const lab = await environment();
const { fromLab, service } = buildsWith(lab);

const registry = fromLab('REGISTRY');

test.each([
  [
    'a base image that is not there',
    `FROM ${registry}/library/nothing:9\nRUN true\n`,
    'base-image-missing',
    `The image "${registry}/library/nothing:9" is not in its registry`,
    1,
  ],
  [
    'a base image that no mirror has',
    'FROM nothing-of-that-name:9\nRUN true\n',
    'base-image-missing',
    'The image "nothing-of-that-name:9" is not in its registry',
    1,
  ],
  [
    'a step that fails',
    'FROM busybox:1\n\nRUN echo one && \\\n    echo two && \\\n    exit 3\n',
    'command-failed',
    'RUN echo one && echo two && exit 3 exits 3',
    3,
  ],
  [
    'a step of the second stage that fails',
    'FROM busybox:1 AS a\nRUN true\nFROM busybox:1\nCOPY --from=a /etc/passwd /x\nRUN nosuchprogram\n',
    'command-failed',
    'RUN nosuchprogram exits 127',
    5,
  ],
  [
    'a program that is not there',
    'FROM busybox:1\nRUN ["/nothing"]\n',
    'command-failed',
    'RUN ["/nothing"] cannot be started',
    2,
  ],
  [
    'a file that is not there',
    'FROM busybox:1\nRUN true\nCOPY target/app.jar /app.jar\n',
    'source-missing',
    'The context has no "target/app.jar" to copy',
    3,
  ],
  [
    'an unknown instruction',
    'FROM busybox:1\nBUILD all\n',
    'bad-dockerfile',
    'The Dockerfile has an error: unknown instruction: BUILD (did you mean ONBUILD?)',
    2,
  ],
  [
    'a step that is killed',
    'FROM busybox:1\nRUN kill -9 $$\n',
    'command-failed',
    'RUN kill -9 $$ was ended by the signal "killed"',
    2,
  ],
])('%s is named with its line', async (_, content, code, headline, line) => {
  const app = await service({ 'app/Dockerfile': content });
  await expect(app.push({ context: 'app' })).rejects.toMatchObject({
    code,
    headline,
    at: { file: 'app/Dockerfile', line },
  });
});

test('the output of the step that failed is the reason', async () => {
  // Both to one stream: the order of lines on two pipes is not known.
  const app = await service({ Dockerfile: 'FROM busybox:1\nRUN echo before >&2\nRUN echo no database >&2; exit 4\n' });
  await expect(app.push()).rejects.toMatchObject({ reason: 'no database' });
});

test.each([
  [
    'an option that this kaniko does not know',
    { 'kaniko-args': '--nothing=1' },
    'kaniko-args: this executor does not know the option --nothing',
  ],
  ['a stage that is not there', { target: 'nothing' }, 'target: the Dockerfile has no stage "nothing"'],
])('%s is named', async (_, inputs, headline) => {
  const app = await service({ Dockerfile: 'FROM busybox:1\nRUN true\n' });
  await expect(app.push(inputs)).rejects.toMatchObject({ code: 'bad-option', headline });
});

test.each([
  ['no Dockerfile', {}, 'no-dockerfile', 'file: there is no "Dockerfile" in the context "."'],
  ['no context', { context: 'nothing' }, 'no-context', 'context: "nothing" is no folder in the workspace'],
  [
    'a context outside the workspace',
    { context: '..' },
    'no-context',
    'context: ".." leads out of the workspace; allowed: a folder in it',
  ],
  [
    'a context that is a link out of the workspace',
    { context: 'link' },
    'no-context',
    'context: "link" leads out of the workspace; allowed: a folder in it',
  ],
  [
    'a Dockerfile outside the context',
    { context: 'app', file: '../other.Dockerfile' },
    'no-dockerfile',
    'file: "../other.Dockerfile" is outside the context "app"; allowed: a file in it',
  ],
  [
    'a Dockerfile that is a link out of the context',
    { context: 'app', file: 'linked' },
    'no-dockerfile',
    'file: "linked" is outside the context "app"; allowed: a file in it',
  ],
  ['a Dockerfile without FROM', { file: 'app/empty' }, 'bad-dockerfile', 'app/empty has no FROM instruction'],
  [
    'a certificate that is none',
    { context: 'app', file: 'good', 'registry-ca': 'app/good' },
    'bad-authority',
    'registry-ca: "app/good" is neither PEM text nor a file that holds it',
  ],
])('%s is found before anything is asked of the registry', async (_, inputs, code, headline) => {
  const app = await service({
    'other.Dockerfile': 'FROM busybox:1\n',
    'app/empty': '# nothing\n',
    'app/good': 'FROM busybox:1\n',
  });
  await symlink('/usr', join(app.context.workspace, 'link'));
  await symlink('../other.Dockerfile', join(app.context.workspace, 'app/linked'));
  // Nothing listens there: asking it would be another failure.
  await expect(app.push({ registry: '127.0.0.1:9', ...inputs })).rejects.toMatchObject({ code, headline });
});

test('a registry that is down is named before the build', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\n' });
  await expect(app.push({ registry: '127.0.0.1:9', 'push-retry': '0' })).rejects.toMatchObject({
    code: 'registry-unreachable',
    headline: 'No answer from the registry 127.0.0.1:9',
  });
});

test('where no runtime is possible, everything that was tried is listed', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\n' });
  Object.assign(app.context, { env: { PATH: '/nonexistent' } });
  await expect(app.push({ runtime: 'auto' })).rejects.toMatchObject({
    code: 'no-runtime',
    reason: expect.stringMatching(/- sandbox: no executor binary is given .*\n- container: .*\n- kubernetes: /),
  });
});

test('a disk that is too small for the build is named, with what room it had', async () => {
  const app = await service({ 'app/Dockerfile': 'FROM busybox:1\nRUN head -c 50000000 /dev/zero > /large\n' });
  const { temp } = app.context;
  onTestFinished(await smallDisk(temp, '12m'));
  await expect(app.push({ context: 'app' })).rejects.toMatchObject({
    code: 'disk-full',
    headline: expect.stringMatching(
      `^The disk is full: ${temp} \\(RUNNER_TEMP\\) had 12\\.[0-9] MB of room for the build$`,
    ),
    at: { file: 'app/Dockerfile', line: 2 },
  });
});

test('a disk that is full before the build begins is no bug of ours', async () => {
  const app = await service({ 'app/Dockerfile': 'FROM busybox:1\n' });
  const { temp } = app.context;
  onTestFinished(await smallDisk(temp, '16k'));
  const inputs = { registry: `${registry}/shop`, 'registry-mirrors': registry, context: 'app' };
  const action = await startAction(app, inputs, lab);
  expect((await action.process).exitCode).toBe(1);
  expect(action.log()).toContain(`::error title=kaniko-push%3A disk-full::The disk is full in ${temp}/`);
});
