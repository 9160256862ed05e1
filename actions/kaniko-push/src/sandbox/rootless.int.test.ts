import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { buildsWith, type Service } from '../testing/build.ts';
import { startAction } from '../testing/start.ts';

const lab = await environment();
const { fromLab, service } = buildsWith(lab);
const registry = fromLab('REGISTRY');
/** Debian's nobody. */
const uid = 65_534;

/** Runs the action as a user who is not root and has no range of further ids. */
async function pushAsNobody(app: Service) {
  const { workspace, temp } = app.context;
  const executor = join(workspace, '../executor');
  await copyFile(fromLab('KANIKO_EXECUTOR'), executor);
  await chmod(executor, 0o755);
  await execa('mkdir', ['-p', temp]);
  await execa('chmod', ['755', join(workspace, '..')]);
  await execa('chown', ['-R', `${uid}:${uid}`, workspace, temp]);
  const inputs = { registry: `${registry}/shop`, 'registry-mirrors': registry };
  const action = await startAction(app, inputs, { ...lab, KANIKO_EXECUTOR: executor }, uid);
  const { exitCode } = await action.process;
  return { exitCode, log: action.log() };
}

test('a runner that is not root builds in the sandbox, whose files belong to root', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\nCOPY . /app\nRUN id -u; ls -n /app\n', 'f.txt': '' });
  const { exitCode, log } = await pushAsNobody(app);
  expect(log).toContain('kaniko runs as sandbox (');
  expect(log).toMatch(/^\| 0$/m);
  expect(log).toMatch(/\| -rw-r--r-- +1 0 +0 +0 .*f\.txt/);
  expect(exitCode).toBe(0);
});

test('a base image with files of other users is refused there in a sentence', async () => {
  const base = await service({ Dockerfile: 'FROM busybox:1\nRUN touch /of-1234 && chown 1234:1234 /of-1234\n' });
  await base.push();
  const app = await service({ Dockerfile: `FROM ${registry}/shop/${base.repository}:one\nRUN true\n` });
  const { exitCode, log } = await pushAsNobody(app);
  expect(exitCode).toBe(1);
  expect(log).toContain(
    '::error title=kaniko-push%3A user-mapping::The image has files of users that this runner may not create',
  );
});
