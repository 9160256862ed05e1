import { environment } from '@slipway/lab';
import { startTokenRegistry, type TokenRegistry } from '@slipway/registry/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildsWith } from './testing/build.ts';
import { type DockerDaemon, startDocker } from './testing/docker-daemon.ts';

const { fromLab, service } = buildsWith(await environment());

const push = {
  registry: `${fromLab('REGISTRY_TLS')}/shop`,
  username: fromLab('REGISTRY_USERNAME'),
  password: fromLab('REGISTRY_PASSWORD'),
  'registry-ca': fromLab('REGISTRY_CA'),
};
const pull = { username: 'reader', password: 'may-only-pull' };
const inForms = ({ username, password }: { readonly username: string; readonly password: string }) => [
  password,
  Buffer.from(`${username}:${password}`).toString('base64'),
];

/** Prints every place in which a login could stand. */
const steps = [
  'RUN cat /kaniko/.docker/config.json || true',
  'RUN env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n" || true',
  'RUN find / -xdev -type f -size -100k ! -path "/proc/*" ! -path "/sys/*" -exec grep -l -e auths -e "\\"auth\\"" {} + || true',
  'RUN cat /run/secrets/* /var/run/secrets/*/*/* 2>/dev/null || true',
];

let docker: DockerDaemon;
let bases: TokenRegistry;
beforeAll(async () => {
  [docker, bases] = await Promise.all([
    startDocker(process.env as Record<string, string>, fromLab('REGISTRY')),
    startTokenRegistry(fromLab('REGISTRY'), pull.username, pull.password),
  ]);
});
afterAll(() => Promise.all([docker.stop(), bases.close()]));

test.each([
  ['sandbox', fromLab('KANIKO_EXECUTOR')],
  ['container', `${fromLab('REGISTRY')}/kaniko/executor:lab`],
  ['kubernetes', `${fromLab('REGISTRY')}/kaniko/executor:lab`],
])(
  'in the runtime %s a build finds the login for pulling, and nowhere that for the push',
  async (runtime, executor) => {
    const app = await service({ Dockerfile: [`FROM ${bases.host}/library/busybox:1`, ...steps, ''].join('\n') });
    Object.assign(app.context, { env: { ...app.context.env, ...docker.environment } });
    const outputs = await app.push({
      ...push,
      runtime,
      executor,
      'pull-registry': bases.host,
      'pull-username': pull.username,
      'pull-password': pull.password,
      secrets: 'token=of-the-build',
    });
    expect(outputs).toMatchObject({ pushed: true, runtime });
    const log = app.log();
    expect(log).toContain(`The steps of the Dockerfile can read the login of ${bases.host} ("${pull.username}")`);
    // What was looked for can be found, where it is.
    expect(log).toContain(inForms(pull)[1]);
    expect(log).toContain('of-the-build');
    expect(log).toMatch(/\| container=/);
    for (const form of inForms(push)) expect(log).not.toContain(form);
  },
);
