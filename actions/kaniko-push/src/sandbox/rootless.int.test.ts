import { chmod, copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { environment, requirePackages } from '@slipway/lab';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildsWith, type Service } from '../testing/build.ts';
import { startAction, type User } from '../testing/start.ts';

const lab = await environment();
const { fromLab, service } = buildsWith(lab);
const registry = fromLab('REGISTRY');
/** Debian's nobody, who has no further ids. */
const nobody = { uid: 65_534, gid: 65_534 };
const name = `slipway-${process.pid}`;
let mapped: User;

beforeAll(async () => {
  await requirePackages(['uidmap']);
  await execa('useradd', ['--system', '--user-group', '--no-create-home', name]);
  await execa('usermod', ['--add-subuids', '400000-465535', '--add-subgids', '400000-465535', name]);
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (kind) => (await execa('id', [kind, name])).stdout));
  mapped = { uid: Number(uid), gid: Number(gid) };
});
afterAll(() => execa('userdel', [name]));

/** The action's end, as a user who is not root. */
async function startAs(user: User, app: Service) {
  const { workspace, temp } = app.context;
  const executor = join(workspace, '../executor');
  await copyFile(fromLab('KANIKO_EXECUTOR'), executor);
  await chmod(executor, 0o755);
  await execa('mkdir', ['-p', temp]);
  await execa('chmod', ['755', join(workspace, '..')]);
  await execa('chown', ['-R', `${user.uid}:${user.gid}`, workspace, temp]);
  const inputs = { registry: `${registry}/shop`, 'registry-mirrors': registry };
  return startAction(app, inputs, { ...lab, KANIKO_EXECUTOR: executor }, user);
}

async function pushAs(user: User, app: Service) {
  const action = await startAs(user, app);
  const { exitCode } = await action.process;
  return { exitCode, log: action.log(), left: await readdir(app.context.temp) };
}

/** A base image with a file of user 1234. */
async function newBase(): Promise<string> {
  const base = await service({ Dockerfile: 'FROM busybox:1\nRUN touch /of-1234 && chown 1234:1234 /of-1234\n' });
  await base.push();
  return `${registry}/shop/${base.repository}:one`;
}

test('a runner that is not root builds in the sandbox, whose files belong to root', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\nCOPY . /app\nRUN id -u; ls -n /app\n', 'f.txt': '' });
  const { exitCode, log } = await pushAs(nobody, app);
  expect(log).toContain('kaniko runs as sandbox (');
  expect(log).toMatch(/^\| 0$/m);
  expect(log).toMatch(/\| -rw-r--r-- +1 0 +0 +0 .*f\.txt/);
  expect(exitCode).toBe(0);
});

test('a base image with files of other users is refused there in a sentence', async () => {
  const app = await service({ Dockerfile: `FROM ${await newBase()}\nRUN true\n` });
  const { exitCode, log } = await pushAs(nobody, app);
  expect(exitCode).toBe(1);
  expect(log).toContain(
    '::error title=kaniko-push%3A user-mapping::The image has files of users that this runner may not create',
  );
});

test('with further ids of its own it builds on such an image, with other users, and leaves nothing of theirs', async () => {
  const steps = [
    'RUN ls -n /of-1234; mkdir /kaniko/image/theirs; chown 99:99 /kaniko/image/theirs',
    'USER 1234',
    'RUN id -u; cat /proc/self/uid_map; mkdir -p /tmp/deep/er; chmod 500 /tmp/deep',
  ];
  const app = await service({ Dockerfile: [`FROM ${await newBase()}`, ...steps, ''].join('\n') });
  const { exitCode, log, left } = await pushAs(mapped, app);
  expect(log).toMatch(/^\| -rw-r--r-- +1 1234 +1234 /m);
  expect(log).toMatch(/^\| 1234$/m);
  expect(log).toMatch(/^\| +1 +400000 +65535$/m);
  expect(exitCode).toBe(0);
  expect(left).toEqual([]);
});

test('of a run that was killed its post step removes also what belongs to others', async () => {
  const Dockerfile = `FROM ${await newBase()}\nUSER 1234\nRUN mkdir -m 700 /tmp/theirs; echo begun; sleep 300\n`;
  const app = await service({ Dockerfile });
  const action = await startAs(mapped, app);
  await vi.waitFor(() => expect(action.log()).toContain('| begun'), { timeout: 60_000 });
  action.process.kill('SIGKILL');
  await action.process;
  expect(await readdir(app.context.temp)).not.toEqual([]);
  expect(await action.post()).toMatchObject({ exitCode: 0 });
  expect(await readdir(app.context.temp)).toEqual([]);
});
