import { environment } from '@slipway/lab';
import { runProcess } from '@slipway/runner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildsWith, cancelOnceSaid } from '../testing/build.ts';
import { type PodmanService, startPodman } from '../testing/podman-service.ts';

const { fromLab, service } = buildsWith(await environment());
const executor = `${fromLab('REGISTRY')}/kaniko/executor:lab`;

let podman: PodmanService;
beforeAll(async () => {
  podman = await startPodman(process.env as Record<string, string>, fromLab('REGISTRY'));
});
afterAll(() => podman.stop());

async function started(files: Readonly<Record<string, string>>, signal?: AbortSignal) {
  const app = await service(files, signal);
  Object.assign(app.context, { env: { ...app.context.env, ...podman.environment } });
  return app;
}

async function leftovers(): Promise<string> {
  const { stdout } = await runProcess('podman', ['ps', '--all', '--quiet'], { env: podman.environment });
  return stdout.trim();
}

test('a podman elsewhere (CONTAINER_HOST) builds where docker does not answer, and the log says so', async () => {
  const app = await started({
    Dockerfile: 'FROM busybox:1\nCOPY . /app\nRUN ls -n /app; sha256sum /run/secrets/token\n',
    'empty.txt': '',
  });
  const outputs = await app.push({
    runtime: 'auto',
    executor,
    registry: `${fromLab('REGISTRY_TLS')}/shop`,
    username: fromLab('REGISTRY_USERNAME'),
    password: fromLab('REGISTRY_PASSWORD'),
    'registry-ca': fromLab('REGISTRY_CA'),
    secrets: 'token=correct-horse',
  });
  expect(outputs).toMatchObject({ pushed: true, runtime: 'container' });
  expect(app.log()).toContain(`kaniko runs as container (${executor} with podman), the first possible of`);
  expect(app.log()).toMatch(/\| -rw-r--r-- +1 0 +0 +0 .*empty\.txt/);
  expect(app.log()).toContain('| 9dca666eb54730714630d1519264a7bf1eeaad00b8f2edc90d3ecbfad928d163  /run/secrets/token');
  expect(await leftovers()).toBe('');
});

test('a build that is cancelled leaves nothing with podman', async () => {
  const stop = new AbortController();
  const app = await started({ Dockerfile: 'FROM busybox:1\nRUN echo begun; sleep 300\n' }, stop.signal);
  await cancelOnceSaid(app, '| begun', stop, app.push({ runtime: 'container', executor, secrets: 'token=x' }));
  expect(await leftovers()).toBe('');
});

test('an engine elsewhere that is gone is named, with the address that was asked', async () => {
  const app = await started({ Dockerfile: 'FROM busybox:1\n' });
  const env = { ...app.context.env, DOCKER_HOST: 'tcp://127.0.0.1:9', CONTAINER_HOST: 'tcp://127.0.0.1:9' };
  Object.assign(app.context, { env });
  await expect(app.push({ runtime: 'container', executor })).rejects.toMatchObject({
    code: 'no-runtime',
    headline: 'runtime: "container" is not possible here',
    reason: expect.stringMatching(
      /docker does not answer \(.*127\.0\.0\.1:9.*\); podman does not answer \(.*127\.0\.0\.1:9/,
    ),
  });
});
