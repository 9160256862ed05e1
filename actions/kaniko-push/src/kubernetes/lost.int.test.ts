import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { expect, test, vi } from 'vitest';
import { buildsWith, type Service } from '../testing/build.ts';
import { podsWith } from '../testing/pods.ts';
import { startAction } from '../testing/start.ts';

const lab = await environment();
const { fromLab, service } = buildsWith(lab);
const { kubectl, objectsOf, inPod } = podsWith(lab);
const waits = { Dockerfile: 'FROM busybox:1\nRUN echo begun; sleep 300\n' };
const hasBegun = (log: () => string) => vi.waitFor(() => expect(log()).toMatch(/\| begun/), { timeout: 60_000 });

/** The name of the pod that builds this service's image. */
const podOf = async (app: Service) => (await objectsOf(app)).find(({ kind }) => kind === 'Pod')?.metadata.name ?? '';

/** Has the action call kubectl by a script, whose `$kubectl` is the real one. */
async function byScript(app: Service, script: string) {
  const path = join(app.context.workspace, 'kubectl');
  await app.write('kubectl', `#!/bin/sh\nkubectl=${fromLab('KUBECTL')}\n${script}\nexec $kubectl "$@"\n`);
  await chmod(path, 0o755);
  Object.assign(app.context, { env: { ...app.context.env, KUBECTL: path } });
}

test('a pod that is evicted, as when its node is drained, is said to be removed', async () => {
  const app = await service(waits);
  const refused = expect(app.push(inPod)).rejects.toMatchObject({
    code: 'pod-ended',
    headline: 'The pod of kaniko was removed during the build',
  });
  await hasBegun(app.log);
  const name = await podOf(app);
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } };
  await kubectl(['create', '--raw', `/api/v1/namespaces/default/pods/${name}/eviction`, '-f', '-'], eviction);
  await refused;
});

test('a pod that needs more disk than it may take is said to be evicted, and why', async () => {
  const app = await service({ Dockerfile: 'FROM busybox:1\nRUN head -c 50000000 /dev/zero > /large; sleep 300\n' });
  await expect(app.push({ ...inPod, resources: 'limits.ephemeral-storage=20Mi' })).rejects.toMatchObject({
    code: 'pod-ended',
    headline: 'The cluster evicted the pod of kaniko during the build',
    reason: expect.stringMatching(/ephemeral/),
  });
  expect(await objectsOf(app)).toEqual([]);
});

test('a connection that breaks off during the build costs nothing, and no line of the log', async () => {
  const app = await service({
    Dockerfile: 'FROM busybox:1\nRUN for n in 1 2 3 4 5 6 7 8; do echo step-$n; sleep 0.3; done; echo done-with-it\n',
  });
  const fifo = join(app.context.temp, 'attached');
  await byScript(
    app,
    `case " $* " in *' attach '*)
  mkdir -p ${app.context.temp}; mkfifo ${fifo}; exec 3<&0
  $kubectl "$@" <&3 >${fifo} & pid=$!
  sed -u '/^step-3/q' ${fifo}; kill -9 $pid; echo 'error: connection reset by peer' >&2; exit 1
esac`,
  );
  expect(await app.push(inPod)).toMatchObject({ pushed: true });
  expect(app.log()).toContain(
    'The connection to the pod broke off, its log is followed: error: connection reset by peer',
  );
  const said = app.context.lines.map(({ text }) => text).filter((text) => /^\| (step|done)-/.test(text));
  expect(said).toEqual([...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `| step-${n}`), '| done-with-it']);
});

test('an API server that does not answer for a moment costs nothing', async () => {
  const app = await service({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'a' });
  const mark = join(app.context.workspace, 'silent');
  await byScript(
    app,
    `case " $* " in *' get pod/'*) [ -e ${mark} ] || { touch ${mark}; echo 'The connection to the server was refused' >&2; exit 1; };; esac`,
  );
  expect(await app.push(inPod)).toMatchObject({ pushed: true });
});

test('a job that is cancelled as GitHub does it, by one signal after another, leaves nothing in the cluster', async () => {
  const app = await service(waits);
  const inputs = { registry: `${fromLab('REGISTRY')}/shop`, 'registry-mirrors': fromLab('REGISTRY') };
  const action = await startAction(app, { ...inputs, ...inPod, secrets: 'token=x' }, lab);
  await hasBegun(action.log);
  expect((await objectsOf(app)).map(({ kind }) => kind)).toEqual(['Pod', 'Secret']);
  action.process.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 50));
  action.process.kill('SIGTERM');
  await action.process;
  await vi.waitFor(async () => expect(await objectsOf(app)).toEqual([]), { timeout: 10_000 });
});
