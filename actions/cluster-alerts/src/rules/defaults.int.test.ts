import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import type { Alert } from '../alerts/alert.ts';
import { WatchedCluster } from '../testing/watched-cluster.ts';

// The default rules that run.int.test.ts does not have, each by what really makes Kubernetes say it. Windows are shorter where a
// test waits until it is over; reasons, thresholds and patterns are those that hold by default.

const words = ({ state, app, rule }: Alert) => `${state} ${app} ${rule}`;

interface Story {
  readonly cluster: WatchedCluster;
  /** Looks until there is news or the time is up, and says it. */
  next(watch: string, settle?: string): Promise<readonly Alert[]>;
}

/** A namespace of its own with its own memory, so that the stories do not see each other. */
async function begin(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  rules = '',
  more: Readonly<Record<string, string>> = {},
): Promise<Story> {
  const cluster = await WatchedCluster.open();
  onTestFinished(() => cluster.close());
  const state = join(await mkdtemp(join(tmpdir(), 'alerts-')), 'memory.json');
  return {
    cluster,
    next: async (watch, settle = '0') => (await cluster.look({ rules, state, watch, settle, ...more })).alerts,
  };
}

/** A Deployment, whose pods belong to service `app` by the label that charts set. */
function deployment(name: string, app: string, replicas: number, spec: object) {
  const labels = { 'app.kubernetes.io/instance': app };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

const asleep = (cluster: WatchedCluster, more: object = {}) => ({
  terminationGracePeriodSeconds: 0,
  containers: [{ name: 'app', image: cluster.image('busybox:1'), command: ['sleep', '600'], ...more }],
});

describe.concurrent('the default rules on a real cluster', () => {
  // Those that take longest begin first.

  // The lab has one real node, whose kubelet others need. These two are Node objects without a kubelet: their conditions are the
  // test's, until the real node lifecycle controller finds after 50 s that nobody renews them.
  test('nodes: pressure, the end of memory, and silence', async (context) => {
    const [silent, pressed] = [`silent-${process.pid}`, `pressed-${process.pid}`];
    const apps = `[${silent}, ${pressed}]`;
    const rules = [
      `{name: node-not-ready, for: 0, apps: ${apps}}`,
      `{name: node-pressure, for: 0, apps: ${apps}}`,
      `{name: node-out-of-memory, window: 20s, apps: ${apps}}`,
    ];
    const { cluster, next } = await begin(context, `rules: [${rules.join(', ')}]`, { nodes: 'true' });
    await Promise.all([cluster.addNode(silent, context), cluster.addNode(pressed, context)]);
    await cluster.setConditions(pressed, { MemoryPressure: 'True' });
    await cluster.addNodeEvent(pressed, 'SystemOOM', 'System OOM encountered, victim process: java, pid: 4711');
    const told = await next('10s', '2s');
    expect(told.map(words)).toEqual([`new ${pressed} node-out-of-memory`, `new ${pressed} node-pressure`]);
    expect(told[0]).toMatchObject({ severity: 'critical', namespace: '', objects: [`Node/${pressed}`] });
    expect(told[0]?.message).toContain('victim process: java');
    await cluster.setConditions(pressed, { MemoryPressure: 'False', DiskPressure: 'True' });
    // One kind of pressure or another is one alert.
    expect((await next('30s')).map(words)).toEqual([`resolved ${pressed} node-out-of-memory`]);
    const later = await next('60s', '7s');
    expect(later.map(words)).toEqual([`new ${pressed} node-not-ready`, `new ${silent} node-not-ready`]);
    expect(later[0]?.message).toContain('Kubelet stopped posting node status');
    // Nobody knows whether the disk is still full: that is not over.
    expect(await next('3s')).toEqual([]);
    await cluster.kubectl(['delete', 'node', silent, pressed]);
    expect((await next('5s', '2s')).map(words)).toEqual([
      `resolved ${pressed} node-not-ready`,
      `resolved ${pressed} node-pressure`,
      `resolved ${silent} node-not-ready`,
    ]);
  });

  const scratch = { name: 'scratch', mountPath: '/scratch' };
  test.for([
    ['its own files', '/tmp', { resources: { limits: { 'ephemeral-storage': '1Mi' } } }, /ephemeral/],
    // The kubelet looks at volumes once a minute.
    ['an emptyDir', '/scratch', { volumeMounts: [scratch] }, /EmptyDir volume "scratch" exceeds the limit/],
  ] as const)('evictions: the kubelet evicts a pod that writes more into %s than it may', async (kind, context) => {
    const { cluster, next } = await begin(context);
    const [, folder, more, said] = kind;
    const command = ['sh', '-c', `dd if=/dev/zero of=${folder}/much bs=1M count=8; sleep 600`];
    await cluster.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'index-0', labels: { app: 'index' } },
      spec: {
        ...asleep(cluster, { command, ...more }),
        volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '1Mi' } }],
      },
    });
    const told = await next('100s');
    expect(told.map(words)).toEqual(['new index evictions']);
    expect(told[0]?.message).toMatch(said);
    expect(await next('2s')).toEqual([]);
  });

  test.for([
    ['Secret', { secret: { secretName: 'settings' } }, ['secret', 'generic']],
    ['ConfigMap', { configMap: { name: 'settings' } }, ['configmap']],
  ] as const)('mount: a volume of a %s that is not there, until it is', async ([, source, kind], context) => {
    const { cluster, next } = await begin(context, 'rules: [{name: mount, window: 10s}]');
    const mounts = { volumeMounts: [{ name: 'settings', mountPath: '/settings' }] };
    const volumes = [{ name: 'settings', ...source }];
    await cluster.create(deployment('index-web', 'index', 1, { ...asleep(cluster, mounts), volumes }));
    const told = await next('40s');
    expect(told.map(words)).toEqual(['new index mount']);
    expect(told[0]).toMatchObject({ severity: 'warning', objects: [expect.stringMatching(/^Pod\/index-web-/)] });
    expect(told[0]?.message).toContain(`${kind[0]} "settings" not found`);
    expect(told[0]?.count).toBeGreaterThanOrEqual(3);
    expect(await next('2s')).toEqual([]);
    await cluster.kubectl(['create', ...kind, 'settings']);
    expect((await next('50s')).map(words)).toEqual(['resolved index mount']);
    expect(await next('0')).toEqual([]);
  });

  test('probes: a readiness probe that fails, until it does not', async (context) => {
    const { cluster, next } = await begin(context, 'rules: [{name: probes, window: 15s}]');
    const probe = { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 1 };
    await cluster.runPod('index', 'sleep 600', { readinessProbe: probe });
    const told = await next('40s');
    expect(told.map(words)).toEqual(['new index probes']);
    expect(told[0]?.message).toMatch(/^Readiness probe failed: .*\/tmp\/ready/);
    expect(told[0]?.count).toBeGreaterThanOrEqual(10);
    await cluster.kubectl(['exec', 'index', '--', 'touch', '/tmp/ready']);
    expect((await next('40s')).map(words)).toEqual(['resolved index probes']);
    expect(await next('0')).toEqual([]);
  });

  test('probes: a pod that is not ready is told on when its probe fails too seldom to be counted', async (context) => {
    const { cluster, next } = await begin(context, 'rules: [{name: probes, for: 8s, window: 10s}]');
    const probe = { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 5 };
    await cluster.runPod('index', 'sleep 600', { readinessProbe: probe });
    const told = await next('40s');
    expect(told.map(words)).toEqual(['new index probes']);
    expect(told[0]?.message).toBe('containers with unready status: [app]');
    // Longer than the window.
    expect(await next('12s')).toEqual([]);
    await cluster.kubectl(['exec', 'index', '--', 'touch', '/tmp/ready']);
    expect((await next('40s')).map(words)).toEqual(['resolved index probes']);
  });

  test('probes: a liveness probe that fails is told as such, and the restarts it causes as a crash loop', async (context) => {
    const { cluster, next } = await begin(
      context,
      'rules: [{name: probes, threshold: 3}, {name: crash-loop, threshold: 2}]',
    );
    const probe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 2 };
    await cluster.runPod('index', 'exec sleep 600', { livenessProbe: probe });
    const told = [...(await next('50s')), ...(await next('50s'))];
    expect(told.map(words).toSorted()).toEqual(['new index crash-loop', 'new index probes']);
    expect(told.find(({ rule }) => rule === 'probes')?.message).toMatch(/^Liveness probe failed/);
    expect(told.find(({ rule }) => rule === 'crash-loop')?.message).toMatch(/^container "app" exited 1\d\d/);
  });

  test('start: a pod whose init container does not end, until it does; one of a Job may take its time', async (context) => {
    const { cluster, next } = await begin(context, 'rules: [{name: start, for: 8s}]');
    const waits = { name: 'wait', command: ['sh', '-c', 'until test -f /tmp/go; do sleep 0.2; done'] };
    const spec = { ...asleep(cluster), initContainers: [{ ...waits, image: cluster.image('busybox:1') }] };
    const job = { template: { spec: { ...spec, restartPolicy: 'Never' } } };
    await cluster.create(deployment('index-web', 'index', 1, spec), {
      ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'migrate' }, spec: job },
    });
    await cluster.kubectl(['wait', '--for=jsonpath={.status.active}=1', 'job/migrate', '--timeout=30s']);
    const told = await next('40s', '2s');
    expect(told.map(words)).toEqual(['new index start']);
    expect(told[0]?.message).toBe('container "wait" has not ended, and others wait for it');
    expect(told[0]?.objects).toEqual([expect.stringMatching(/^Pod\/index-web-/)]);
    expect(await next('2s')).toEqual([]);
    await cluster.kubectl(['exec', 'deployment/index-web', '--container=wait', '--', 'touch', '/tmp/go']);
    expect((await next('40s')).map(words)).toEqual(['resolved index start']);
    expect(await next('0')).toEqual([]);
  });

  test('start: what another rule tells of a pod that does not start is the one alert about it', async (context) => {
    const { cluster, next } = await begin(context, 'rules: [{name: start, for: 25s}, {name: image-pull, for: 5s}]');
    const mounts = { volumeMounts: [{ name: 'settings', mountPath: '/settings' }] };
    const volumes = [{ name: 'settings', secret: { secretName: 'settings' } }];
    await cluster.create(
      deployment('mounts', 'mounts', 1, { ...asleep(cluster, mounts), volumes }),
      deployment('pulls', 'pulls', 1, asleep(cluster, { image: cluster.image('not-there:1') })),
    );
    const told = [...(await next('60s')), ...(await next('60s'))];
    expect(told.map(words).toSorted()).toEqual(['new mounts mount', 'new pulls image-pull']);
    expect(await next('30s')).toEqual([]);
  });

  test('probes: a service that takes long to start is no news', async (context) => {
    const { cluster, next } = await begin(context);
    const probe = { exec: { command: ['cat', '/tmp/started'] }, periodSeconds: 1, failureThreshold: 60 };
    await cluster.runPod('index', 'sleep 14; touch /tmp/started; sleep 600', { startupProbe: probe });
    expect(await next('20s')).toEqual([]);
    const told = ['get', 'events', '--field-selector=reason=Unhealthy', '--output=jsonpath={.items[*].count}'];
    const counts = (await cluster.kubectl(told)).split(' ').map(Number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10);
  });

  test('quota: pods that a quota refuses are told as of their service, until it is raised', async (context) => {
    const { cluster, next } = await begin(context, 'rules: [{name: quota, window: 10s}]');
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small' },
      spec: { hard: { pods: '1' } },
    };
    await cluster.create(quota);
    await cluster.create(deployment('index-web', 'index', 3, asleep(cluster)));
    await cluster.kubectl([
      'wait',
      '--for=jsonpath={.status.readyReplicas}=1',
      'deployment/index-web',
      '--timeout=30s',
    ]);
    const told = await next('20s');
    expect(told.map(words)).toEqual(['new index quota']);
    expect(told[0]?.message).toContain('exceeded quota: small');
    expect(told[0]?.objects).toEqual([expect.stringMatching(/^ReplicaSet\/index-web-/)]);
    await cluster.kubectl(['patch', 'resourcequota', 'small', '--patch={"spec": {"hard": {"pods": "5"}}}']);
    expect((await next('50s')).map(words)).toEqual(['resolved index quota']);
    expect(await next('0')).toEqual([]);
  });

  test('failed-create: pods that are refused for another reason', async (context) => {
    const { cluster, next } = await begin(context);
    await cluster.create(deployment('index', 'index', 1, { ...asleep(cluster), serviceAccountName: 'nobody-here' }));
    const told = await next('40s');
    expect(told.map(words)).toEqual(['new index failed-create']);
    expect(told[0]?.message).toContain('serviceaccount "nobody-here" not found');
    expect(await next('2s')).toEqual([]);
  });

  test('mount: a claim of a class that is not there', async (context) => {
    const { cluster, next } = await begin(context, 'rules: [{name: mount, threshold: 1}]');
    await cluster.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { storageClassName: 'none', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    await cluster.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'db-0', labels: { app: 'index' } },
      spec: {
        ...asleep(cluster, { volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    });
    const told = await next('40s');
    expect(told.map(words)).toEqual(['new index mount']);
    expect(told[0]?.message).toContain('storageclass.storage.k8s.io "none" not found');
  });

  test('failed-jobs: a Job that takes too long', async (context) => {
    const { cluster, next } = await begin(context);
    await cluster.create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'migrate' },
      spec: { activeDeadlineSeconds: 2, template: { spec: { ...asleep(cluster), restartPolicy: 'Never' } } },
    });
    const told = await next('40s');
    expect(told.map(words)).toEqual(['new migrate failed-jobs']);
    expect(told[0]?.message).toContain('longer than specified deadline');
    expect(await next('2s')).toEqual([]);
  });

  test('evictions: a pod that a taint drives away is told, one that may stay after all is not', async (context) => {
    const node = `taints-${process.pid}`;
    const { cluster, next } = await begin(context);
    await cluster.addNode(node, context);
    const on = (app: string, tolerations: readonly object[]) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: app, labels: { app } },
      spec: { ...asleep(cluster), nodeName: node, tolerations },
    });
    const patient = { key: 'test', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
    await cluster.create(on('leaves', []), on('stays', [patient]));
    await cluster.kubectl(['taint', 'nodes', node, 'test=yes:NoExecute']);
    const told = await next('40s');
    expect(told.map(words)).toEqual(['new leaves evictions']);
    await cluster.kubectl(['taint', 'nodes', node, 'test-']);
    await cluster.kubectl([
      'wait',
      '--for=create',
      'event',
      '--field-selector=involvedObject.name=stays',
      '--timeout=20s',
    ]);
    const events = await cluster.kubectl(['get', 'events', '--field-selector=involvedObject.name=stays']);
    expect(events).toContain('Cancelling deletion');
    expect(await next('2s')).toEqual([]);
  });
});
