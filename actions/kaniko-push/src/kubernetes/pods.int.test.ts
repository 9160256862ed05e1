import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { root } from '../../../../scripts/paths.ts';
import { buildsWith } from '../testing/build.ts';
import { podsWith } from '../testing/pods.ts';
import { startAction } from '../testing/start.ts';

const lab = await environment();
const { fromLab, service } = buildsWith(lab);
const { kubectl, objectsOf, newNamespace, inPod } = podsWith(lab);
const waits = { Dockerfile: 'FROM busybox:1\nRUN echo begun; sleep 300\n' };
const quick = { Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'a' };
const levels = { baseline: '', restricted: '' };
beforeAll(async () => {
  for (const level of ['baseline', 'restricted'] as const)
    levels[level] = await newNamespace(level, { 'pod-security.kubernetes.io/enforce': level });
});
afterAll(() => kubectl(['delete', 'namespace', '--wait=false', ...Object.values(levels)]));

test('the pod is as restricted as kaniko can be, and the Secret belongs to it', async () => {
  const stop = new AbortController();
  const app = await service(waits, stop.signal);
  const resources = 'requests.cpu=100m\nlimits.memory=1Gi';
  const namespace = await newNamespace('own');
  onTestFinished(async () => {
    await kubectl(['delete', 'namespace', '--wait=false', namespace]);
  });
  await kubectl(['create', 'serviceaccount', 'own', '-n', namespace]);
  const inputs = { ...inPod, namespace, 'service-account': 'own', secrets: 'token=x', resources };
  const pushed = app.push(inputs).catch((error: unknown) => error);
  await vi.waitFor(() => expect(app.log()).toContain('| begun'), { timeout: 60_000 });
  const [pod, secret] = await objectsOf(app, namespace);
  stop.abort(new Error('seen enough'));
  await pushed;
  expect(pod?.spec).toMatchObject({
    serviceAccountName: 'own',
    automountServiceAccountToken: false,
    activeDeadlineSeconds: 2100,
    restartPolicy: 'Never',
    containers: [
      {
        name: 'kaniko',
        resources: { requests: { cpu: '100m', memory: '1Gi' }, limits: { memory: '1Gi' } },
        securityContext: {
          runAsUser: 0,
          allowPrivilegeEscalation: false,
          capabilities: {
            drop: ['ALL'],
            add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SYS_CHROOT', 'SETFCAP'],
          },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        volumeMounts: [{ mountPath: '/kaniko/image' }, { mountPath: '/run/secrets/token', readOnly: true }],
      },
      {
        name: 'helper',
        resources: { limits: { cpu: '1', memory: '128Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        volumeMounts: [{ mountPath: '/kaniko/image', readOnly: true }],
      },
    ],
    volumes: [
      { name: 'image', emptyDir: {} },
      { name: 'private', secret: { secretName: pod?.metadata.name } },
    ],
  });
  expect(secret?.metadata.ownerReferences).toMatchObject([{ kind: 'Pod', name: pod?.metadata.name }]);
});

test('a namespace of the level baseline takes it, restricted says in a sentence that it does not', async () => {
  const app = await service(quick);
  expect(await app.push({ ...inPod, namespace: levels.baseline })).toMatchObject({
    pushed: true,
    runtime: 'kubernetes',
  });
  await expect(app.push({ ...inPod, namespace: levels.restricted, tags: 'two' })).rejects.toMatchObject({
    code: 'pod-refused',
    headline: 'The namespace does not take the pod of kaniko: its Pod Security level is "restricted"',
    reason: expect.stringContaining('runAsNonRoot'),
  });
  expect(await objectsOf(app, levels.restricted)).toEqual([]);
});

test('the role that docs/security.md shows is enough', async () => {
  const [name, namespace] = ['builder', levels.baseline];
  const metadata = { name, namespace };
  const document = await readFile(join(root, 'docs/security.md'), 'utf8');
  const [, block = ''] = /```yaml\n(apiVersion: rbac[^`]*name: slipway-build\n[^`]*)```/.exec(document) ?? [];
  const { rules } = parse(block) as { rules: object[] };
  const api = 'rbac.authorization.k8s.io';
  for (const object of [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: `${api}/v1`, kind: 'Role', metadata, rules },
    {
      ...{ apiVersion: `${api}/v1`, kind: 'RoleBinding', metadata, roleRef: { apiGroup: api, kind: 'Role', name } },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ])
    await kubectl(['create', '-f', '-'], object);
  const token = await kubectl(['create', 'token', name, '-n', namespace]);
  const { clusters } = parse(await readFile(fromLab('KUBECONFIG'), 'utf8')) as { clusters: { name: string }[] };
  const contexts = [{ name, context: { cluster: clusters[0]?.name, user: name } }];
  const users = [{ name, user: { token } }];
  const config = { apiVersion: 'v1', kind: 'Config', clusters, users, contexts, 'current-context': name };

  const app = await service(quick);
  await app.write('kubeconfig', stringify(config));
  Object.assign(app.context, { env: { ...app.context.env, KUBECONFIG: join(app.context.workspace, 'kubeconfig') } });
  expect(await app.push({ ...inPod, namespace, secrets: 'token=x' })).toMatchObject({ pushed: true });
  expect(app.context.lines.filter(({ level }) => level === 'warning')).toEqual([]);
  expect(app.log()).not.toContain('cannot be looked for');
});

test('what a killed runner leaves is ended by the cluster, and removed by the next build of the image', async () => {
  const app = await service(waits);
  const inputs = { registry: `${fromLab('REGISTRY')}/shop`, 'registry-mirrors': fromLab('REGISTRY') };
  const killed = await startAction(app, { ...inputs, ...inPod, secrets: 'token=x' }, lab);
  await vi.waitFor(() => expect(killed.log()).toContain('| begun'), { timeout: 60_000 });
  killed.process.kill('SIGKILL');
  await killed.process;
  const left = await objectsOf(app);
  expect(left.map(({ kind }) => kind)).toEqual(['Pod', 'Secret']);

  // Nobody waits half an hour here: a deadline may be brought forward.
  const name = left[0]?.metadata.name ?? '';
  await kubectl(['patch', `pod/${name}`, '--patch', '{"spec":{"activeDeadlineSeconds":1}}']);
  await vi.waitFor(async () => expect((await objectsOf(app))[0]?.status?.phase).toBe('Failed'), { timeout: 60_000 });

  await app.write('Dockerfile', 'FROM busybox:1\n');
  expect(await app.push(inPod)).toMatchObject({ pushed: true });
  expect(app.log()).toContain(`Runs that were killed left ${name}; removed`);
  expect(await objectsOf(app)).toEqual([]);
});

test('an image that breaks off on its way out of the pod is fetched again', async () => {
  const app = await service(quick);
  const script = join(app.context.workspace, 'kubectl');
  const breaksOff = `[ -e ${script}.broken ] || { touch ${script}.broken; head -c 700 /dev/urandom; exit 1; }`;
  await app.write(
    'kubectl',
    `#!/bin/sh\ncase "$*" in *'exec pod/'*) ${breaksOff};; esac\nexec ${fromLab('KUBECTL')} "$@"\n`,
  );
  await chmod(script, 0o755);
  Object.assign(app.context, { env: { ...app.context.env, KUBECTL: script } });
  expect(await app.push({ ...inPod, namespace: levels.baseline })).toMatchObject({ pushed: true });
  expect(app.log()).toContain('The image did not come out of the pod, attempt 1 of 3: ');
});

test('a helper that cannot run is said at once', async () => {
  const app = await service(quick);
  const noProgram = `${fromLab('REGISTRY')}/kaniko/executor:lab`;
  await expect(app.push({ ...inPod, 'helper-image': noProgram })).rejects.toMatchObject({
    code: 'executor-failed',
    headline: 'The pod for kaniko does not start',
    reason: expect.stringContaining('sleep'),
    advice: expect.stringContaining('"helper-image"'),
  });
});
