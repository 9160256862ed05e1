import { describe, expect, test } from 'vitest';
import { majors, render } from './render.ts';

describe.each(majors)('the Deployment, with Helm %i', (major) => {
  const deployment = async (values: unknown, kubeVersion?: string) =>
    (await render(values, { major, ...(kubeVersion ? { kubeVersion } : {}) })).Deployment;
  const container = async (values: unknown) => (await deployment(values)).spec.template.spec.containers[0];

  test('runs exactly the image whose digest was verified', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const image = { registry: 'registry.example.com/team', repo: 'bss.index', tag: '2026-11-25-3f1c2ab', digest };
    expect((await container({ image })).image).toBe(`registry.example.com/team/bss.index:2026-11-25-3f1c2ab@${digest}`);
  });

  test('carries revision and digest in its pods, and the address of the run only on itself', async () => {
    const { metadata, spec } = await deployment({ revision: '7', runUrl: 'https://ci.example.com/7' });
    expect(metadata.annotations).toEqual({
      'slipway.dev/revision': '7',
      'slipway.dev/run-url': 'https://ci.example.com/7',
    });
    expect(spec.template.metadata.annotations).toEqual({ 'slipway.dev/revision': '7' });
  });

  test('makes new pods for another configuration only', async () => {
    const checksum = async (appConfig: string) =>
      (await deployment({ appConfig, revision: '7' })).spec.template.metadata.annotations[
        'slipway.dev/app-config-checksum'
      ];
    expect(await checksum('a: 1')).toBe(await checksum('a: 1'));
    expect(await checksum('a: 1')).not.toBe(await checksum('a: 2'));
  });

  test('lays the configuration into a folder of its own, or as one file between those of a front end', async () => {
    const [, folder] = (await container({ appConfig: 'a: 1' })).volumeMounts;
    expect(folder).toEqual({ name: 'app-config', mountPath: '/app/config', readOnly: true });
    const values = { appConfig: '{}', appConfigPath: '/www/config.json', appConfigMount: 'file' };
    const [, file] = (await container(values)).volumeMounts;
    expect(file).toEqual({ name: 'app-config', mountPath: '/www/config.json', subPath: 'config.json', readOnly: true });
  });

  test('writes only where the values say so', async () => {
    const { spec } = (await deployment({ writablePaths: ['/var/cache/nginx', '/var/run'] })).spec.template;
    expect(spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(spec.containers[0].volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
      '/tmp',
      '/var/cache/nginx',
      '/var/run',
    ]);
    expect(spec.volumes).toEqual([
      { name: 'tmp', emptyDir: {} },
      { name: 'writable-0', emptyDir: {} },
      { name: 'writable-1', emptyDir: {} },
    ]);
  });

  test.each([
    ['http', { httpGet: { path: '/health', port: 'http' } }],
    ['tcp', { tcpSocket: { port: 'http' } }],
    ['grpc', { grpc: { port: 8080 } }],
  ])('asks by %s whether the service works', async (type, ask) => {
    const { startupProbe, livenessProbe, readinessProbe } = await container({ probes: { type } });
    expect(startupProbe).toEqual({ ...ask, periodSeconds: 1, failureThreshold: 120, timeoutSeconds: 2 });
    expect(livenessProbe).toEqual({ ...ask, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 2 });
    expect(readinessProbe).toEqual({ ...ask, periodSeconds: 2, failureThreshold: 3, timeoutSeconds: 2 });
  });

  test('asks nothing when there is nothing to ask', async () => {
    expect(Object.keys(await container({ probes: { type: 'none' } })).filter((key) => key.endsWith('Probe'))).toEqual(
      [],
    );
  });

  test('goes on serving for a moment after routing to it ended, where Kubernetes can sleep by itself', async () => {
    expect((await container({})).lifecycle).toEqual({ preStop: { sleep: { seconds: 3 } } });
    expect((await container({ shutdownDelaySeconds: 0 })).lifecycle).toBeUndefined();
    expect((await deployment({}, '1.29.0')).spec.template.spec.containers[0].lifecycle).toBeUndefined();
  });

  test('ends all pods before it starts new ones for a service that must not run twice', async () => {
    expect((await deployment({ rollout: { type: 'Recreate' } })).spec.strategy).toEqual({ type: 'Recreate' });
  });

  test('takes ports, commands, containers and volumes as a pod does', async () => {
    const values = {
      command: ['/app'],
      args: ['--serve'],
      ports: { metrics: 9090 },
      initContainers: [{ name: 'migrate', image: 'migrate:1' }],
      sidecars: [{ name: 'proxy', image: 'proxy:1' }],
      volumes: [{ name: 'data', emptyDir: {} }],
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'batch', operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
      priorityClassName: 'high',
      serviceAccount: { mountToken: true },
    };
    const { spec } = (await deployment(values)).spec.template;
    expect(spec).toMatchObject({
      initContainers: values.initContainers,
      nodeSelector: values.nodeSelector,
      tolerations: values.tolerations,
      affinity: values.affinity,
      priorityClassName: 'high',
      automountServiceAccountToken: true,
    });
    const [app, proxy] = spec.containers;
    expect(app).toMatchObject({
      command: ['/app'],
      args: ['--serve'],
      ports: [
        { name: 'http', containerPort: 8080 },
        { name: 'metrics', containerPort: 9090 },
      ],
      volumeMounts: [{ name: 'tmp' }, { name: 'data', mountPath: '/data' }],
    });
    expect(proxy).toEqual(values.sidecars[0]);
    expect(spec.volumes).toContainEqual(values.volumes[0]);
  });
});
