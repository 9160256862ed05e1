import { parseTag, type Tag } from '@slipway/image';
import { environment } from '@slipway/lab';
import { openRegistry } from '@slipway/registry';
import { runProcess } from '@slipway/runner';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { KanikoFailure } from './failure.ts';
import { podLabels } from './kubernetes/pod.ts';
import { cleanUp } from './run.ts';
import { buildsWith, cancelOnceSaid, type Service } from './testing/build.ts';
import { type DockerDaemon, startDocker } from './testing/docker-daemon.ts';

const lab = await environment();
const { fromLab, service } = buildsWith(lab);
const executor = `${fromLab('REGISTRY')}/kaniko/executor:lab`;
const dockerfile = 'FROM busybox:1\nCOPY . /app\nRUN ls -n /app; sha256sum /run/secrets/token\n';
const files = { Dockerfile: dockerfile, 'empty.txt': '', 'deep/er/file.txt': 'x'.repeat(100_000) };
const login = {
  registry: `${fromLab('REGISTRY_TLS')}/shop`,
  username: fromLab('REGISTRY_USERNAME'),
  password: fromLab('REGISTRY_PASSWORD'),
  'registry-ca': fromLab('REGISTRY_CA'),
};

let docker: DockerDaemon;
beforeAll(async () => {
  docker = await startDocker(process.env as Record<string, string>, fromLab('REGISTRY'));
});
afterAll(() => docker.stop());

async function started(content: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Service> {
  const app = await service(content, signal);
  Object.assign(app.context, { env: { ...app.context.env, ...docker.environment } });
  return app;
}

/** What the runtime still has of ours. */
const leftovers = {
  async container(_: Service) {
    const { stdout } = await runProcess('docker', ['ps', '--all', '--quiet'], { env: docker.environment });
    return stdout.trim();
  },
  async kubernetes({ repository }: Service) {
    const registries = [fromLab('REGISTRY'), fromLab('REGISTRY_TLS')];
    const images = registries.map((registry) => podLabels(`${registry}/shop/${repository}`)['slipway.dev/image']);
    const args = ['get', 'pods,secrets', '--selector', `slipway.dev/image in (${images.join()})`, '--output', 'name'];
    const { stdout } = await runProcess(fromLab('KUBECTL'), args, { env: { ...docker.environment, ...lab } });
    return stdout.trim();
  },
};

describe.each(['container', 'kubernetes'] as const)('%s', (runtime) => {
  test('builds from a streamed context whose files belong to root, with login, authority and secrets', async () => {
    const app = await started(files);
    const outputs = await app.push({ runtime, executor, ...login, secrets: 'token=correct-horse' });
    expect(outputs).toMatchObject({ pushed: true, runtime });
    expect(app.log()).toMatch(/\| -rw-r--r-- +1 0 +0 +0 .*empty\.txt/);
    expect(app.log()).toContain(
      '| 9dca666eb54730714630d1519264a7bf1eeaad00b8f2edc90d3ecbfad928d163  /run/secrets/token',
    );
    expect(app.log()).not.toContain(login.password);
    const registry = openRegistry({ host: fromLab('REGISTRY_TLS'), credentials: login, skipTlsVerify: true });
    const head = await registry.headManifest(`shop/${app.repository}`, parseTag('one') as Tag);
    expect(outputs.digest).toBe(head?.digest);
    expect(await leftovers[runtime](app)).toBe('');
  });

  test('a step that fails is named with its line, and nothing is left', async () => {
    const app = await started({ Dockerfile: 'FROM busybox:1\nRUN echo no database; exit 4\n' });
    await expect(app.push({ runtime, executor })).rejects.toMatchObject({
      code: 'command-failed',
      headline: 'RUN echo no database; exit 4 exits 4',
      reason: expect.stringContaining('no database'),
      at: { file: 'Dockerfile', line: 2 },
    });
    expect(await leftovers[runtime](app)).toBe('');
  });

  test('an option that kaniko does not know is named', async () => {
    const app = await started({ Dockerfile: 'FROM busybox:1\n' });
    await expect(app.push({ runtime, executor, 'kaniko-args': '--nothing' })).rejects.toMatchObject({
      code: 'bad-option',
    });
  });

  test('an executor image that is not there is said', async () => {
    const app = await started({ Dockerfile: 'FROM busybox:1\n' });
    const missing = `${fromLab('REGISTRY')}/kaniko/nothing:1`;
    await expect(app.push({ runtime, executor: missing })).rejects.toMatchObject({ code: 'executor-failed' });
    expect(await leftovers[runtime](app)).toBe('');
  });

  test('a cancelled build leaves nothing', async () => {
    const stop = new AbortController();
    const app = await started({ Dockerfile: 'FROM busybox:1\nRUN echo begun; sleep 300\n' }, stop.signal);
    await cancelOnceSaid(app, '| begun', stop, app.push({ runtime, executor, secrets: 'token=x' }));
    expect(await leftovers[runtime](app)).toBe('');
  });

  test('what an action that was killed left, its post step removes', async () => {
    const app = await started({ Dockerfile: 'FROM busybox:1\nRUN echo begun; sleep 300\n' });
    const pushed = app.push({ runtime, executor, secrets: 'token=x' }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(app.log()).toContain('| begun'), { timeout: 60_000 });
    expect(await leftovers[runtime](app)).not.toBe('');
    await cleanUp(app.context);
    expect(await leftovers[runtime](app)).toBe('');
    expect(await pushed).toBeInstanceOf(KanikoFailure);
  });
});

test('auto takes the container where no executor binary is, and says why', async () => {
  const app = await started({ Dockerfile: 'FROM busybox:1\n' });
  expect(await app.push({ runtime: 'auto', executor })).toMatchObject({ runtime: 'container' });
  expect(app.log()).toContain(
    `kaniko runs as container (${executor} with docker), the first possible of sandbox, container, kubernetes; not sandbox: "executor" names the image "${executor}", not the path of a binary`,
  );
});
