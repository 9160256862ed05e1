import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Alert } from './alerts/alert.ts';
import { confirmation } from './alerts/telling.ts';
import { WatchedCluster } from './testing/watched-cluster.ts';

const words = ({ state, app, rule }: Alert) => `${state} ${app} ${rule}`;

// What takes minutes by default is told at once here; the silence is long enough for a test.
const quick = `rules:
  - {name: image-pull, for: 0}
  - {name: container-config, for: 0}
  - {name: scheduling, for: 0}
  - {name: crash-loop, threshold: 2}
  - {name: mount, threshold: 1}
`;

/** An event that has just happened. */
function odd(
  involvedObject: { readonly kind: string; readonly name: string; readonly namespace?: string },
  namespace?: string,
) {
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const metadata = { name: `odd-${involvedObject.name}`, ...(namespace === undefined ? {} : { namespace }) };
  return {
    ...{
      apiVersion: 'v1',
      kind: 'Event',
      metadata,
      involvedObject,
      reason: 'Odd',
      message: 'It is odd.',
      type: 'Warning',
    },
    ...{ count: 1, firstTimestamp: now, lastTimestamp: now, source: { component: 'test' } },
  };
}

const newState = async () => join(await mkdtemp(join(tmpdir(), 'alerts-')), 'memory.json');

describe.concurrent('on a real cluster, with no rights but the documented ones', () => {
  let cluster: WatchedCluster;
  beforeAll(async () => {
    cluster = await WatchedCluster.open();
    await Promise.all([
      cluster.runPod('well', 'sleep 600'),
      cluster.runPod('hungry', 'tail /dev/zero', { resources: { limits: { memory: '16Mi' } } }),
      cluster.runPod('crashes', 'echo no database; exit 3'),
      cluster.runPod('huge', 'sleep 1', { resources: { requests: { cpu: '900' } } }),
      cluster.runPod('absent', 'sleep 1', { image: cluster.image('nothing:1') }),
      cluster.runPod('unset', 'sleep 1', {
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'no', key: 'a' } } }],
      }),
      cluster.kubectl(
        ['apply', '--filename', '-'],
        JSON.stringify({
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { name: 'migrate' },
          spec: {
            backoffLimit: 0,
            template: {
              spec: {
                restartPolicy: 'Never',
                containers: [{ name: 'app', image: cluster.image('busybox:1'), command: ['false'] }],
              },
            },
          },
        }),
      ),
    ]);
  });
  afterAll(() => cluster.close());

  test('everything that goes wrong is told once, with its cause, and nothing that goes well', async () => {
    const state = await newState();
    const told = new Map<string, Alert>();
    // A run ends when there is news, so several see it all.
    for (let look = 0; look < 12 && told.size < 7; look += 1) {
      const { alerts } = await cluster.look({ rules: quick, state, watch: '20s', settle: '2s' });
      for (const alert of alerts) {
        expect(told.has(words(alert)), words(alert)).toBe(false);
        told.set(words(alert), alert);
      }
    }
    expect([...told.keys()].sort()).toEqual([
      'new absent image-pull',
      'new crashes crash-loop',
      'new huge scheduling',
      'new hungry crash-loop',
      'new hungry out-of-memory',
      'new migrate failed-jobs',
      'new unset container-config',
    ]);
    expect(told.get('new hungry out-of-memory')).toMatchObject({
      namespace: cluster.namespace,
      cause: 'Out of memory',
      severity: 'critical',
      message: 'container "app" was killed for using more memory than its limit',
      objects: ['Pod/hungry'],
    });
    expect(told.get('new crashes crash-loop')).toMatchObject({ message: 'container "app" exited 3' });
    expect(told.get('new unset container-config')?.message).toContain('configmap "no" not found');
    expect(told.get('new huge scheduling')?.message).toContain('Insufficient cpu');
    expect(told.get('new migrate failed-jobs')?.message).toContain('backoff limit');
  });

  test('a crash loop is told by its state too, once', async ({ onTestFinished }) => {
    const cluster = await WatchedCluster.open();
    onTestFinished(() => cluster.close());
    await cluster.runPod('loops', 'exit 3');
    const state = await newState();
    const rules = 'rules: [{name: loop, reasons: [CrashLoopBackOff], for: 5s}]\ndefaults: false';
    const first = await cluster.look({ rules, state, watch: '240s', settle: '0' });
    expect(first.alerts.map(words)).toEqual(['new loops loop']);
    expect(first.alerts[0]).toMatchObject({ message: 'container "app" exited 3', objects: ['Pod/loops'] });
  });

  test('what stops is told as resolved, and then nothing', async ({ onTestFinished }) => {
    // A namespace of its own: the tests beside it say what is to be told of theirs.
    const cluster = await WatchedCluster.open();
    onTestFinished(() => cluster.close());
    await cluster.runPod('late', 'sleep 1', { image: cluster.image('later:1') });
    const state = await newState();
    const rules = 'rules: [{name: late, reasons: [ImagePullBackOff], apps: [late]}]\ndefaults: false';
    const first = await cluster.look({ rules, state, watch: '240s', settle: '0' });
    expect(first.alerts.map(words)).toEqual(['new late late']);
    expect(first.outputs.open).toBe(1);
    expect((await cluster.look({ rules, state })).outputs).toMatchObject({ count: 0, open: 1, 'digest-text': '' });
    await cluster.kubectl(['delete', 'pod', 'late', '--now']);
    const last = await cluster.look({ rules, state });
    expect(last.alerts.map(words)).toEqual(['resolved late late']);
    expect(last.outputs['digest-text']).toContain('resolved: late');
    expect((await cluster.look({ rules, state })).outputs).toMatchObject({ count: 0, open: 0 });
  });

  test('the memory is a ConfigMap by default, and a job that did not go well tells it again later', async () => {
    const rules = `rules: [{name: own, reasons: [Unschedulable], namespaces: [${cluster.namespace}]}]\ndefaults: false`;
    const state = `configmap/slipway/memory-${process.pid}`;
    const first = await cluster.look({ rules, state, watch: '240s', settle: '0' }, { isTold: false });
    expect(first.alerts.map(words)).toEqual(['new huge own']);
    expect((await cluster.look({ rules, state })).alerts).toEqual([]);
    const later = cluster.context();
    const ahead = { ...later, now: () => new Date(Date.now() + confirmation) };
    // The cluster's clock is what counts, so that a runner whose clock is wrong does not tell too early.
    expect((await cluster.look({ rules, state }, { context: ahead })).alerts).toEqual([]);
    await wait(10);
    const kept = JSON.parse(
      await cluster.kubectl(['get', 'configmap', `memory-${process.pid}`, '--namespace=slipway', '--output=json']),
    ) as { data: { 'memory.json': string } };
    const memory = JSON.parse(kept.data['memory.json']) as { pending: { at: number }[] };
    expect(memory.pending).toHaveLength(1);
    for (const pending of memory.pending) pending.at -= confirmation;
    await cluster.kubectl([
      'patch',
      'configmap',
      `memory-${process.pid}`,
      '--namespace=slipway',
      '--type=merge',
      `--patch=${JSON.stringify({ data: { 'memory.json': JSON.stringify(memory) } })}`,
    ]);
    const again = await cluster.look({ rules, state });
    expect(again.alerts.map(words)).toEqual(['new huge own']);
    expect((await cluster.look({ rules, state })).alerts).toEqual([]);
    await cluster.kubectl(['delete', 'configmap', `memory-${process.pid}`, '--namespace=slipway']);
  });

  test('runs at once on one memory tell everything once', async () => {
    const rules = `rules: [{name: own, reasons: [Unschedulable], namespaces: [${cluster.namespace}]}]\ndefaults: false`;
    await cluster.look({ rules, state: await newState(), watch: '240s', settle: '0' });
    const state = `configmap/slipway/both-${process.pid}`;
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => cluster.look({ rules, state })));
    expect(all.flatMap(({ alerts }) => alerts.map(words))).toEqual(['new huge own']);
    await cluster.kubectl(['delete', 'configmap', `both-${process.pid}`, '--namespace=slipway']);
  });

  test('a dry run remembers nothing', async () => {
    const state = `configmap/slipway/dry-${process.pid}`;
    const rules = 'rules: [{name: own, reasons: [Unschedulable]}]\ndefaults: false';
    const look = () => cluster.look({ rules, state, 'dry-run': 'true', watch: '240s', settle: '0' });
    expect((await look()).alerts.map(words)).toEqual(['new huge own']);
    expect((await look()).alerts.map(words)).toEqual(['new huge own']);
  });

  test('a memory that is none is begun anew, and said', async () => {
    const state = join(import.meta.dirname, 'run.int.test.ts');
    const { context } = await cluster.look({ state, 'dry-run': 'true' });
    expect(context.lines.filter(({ level }) => level === 'warning').map(({ text }) => text)).toEqual([
      `${state} does not hold what a run leaves behind; it is begun anew`,
    ]);
  });

  test('rights that are missing are all named, with verb, resource and place', async ({ onTestFinished }) => {
    const cluster = await WatchedCluster.open();
    onTestFinished(() => cluster.close());
    const kubeconfig = await cluster.nobody();
    const given = { kubeconfig, nodes: 'true', watch: '1s', state: `configmap/${cluster.namespace}/memory` };
    const own = (verbs: string[], resource: string, place = cluster.namespace) =>
      verbs.map((verb) => `- ${verb} ${resource} in ${place}`);
    const [follow, memory] = [['list', 'watch'], own(['get', 'create', 'patch'], 'configmaps')];
    const reasonOf = async (more: Record<string, string>) => {
      const failure = await cluster.failure({ ...given, ...more });
      expect(failure.code).toBe('rights-missing');
      return failure.reason?.split('\n');
    };
    const everywhere = ['pods', 'events', 'nodes'].flatMap((resource) => own(follow, resource, 'the whole cluster'));
    expect(await reasonOf({ namespaces: '' })).toEqual([...everywhere, ...memory]);
    expect(await reasonOf({ namespaces: cluster.namespace })).toEqual([
      ...own(follow, 'pods'),
      ...own(follow, 'events'),
      ...own(follow, 'events', 'default'),
      ...own(follow, 'nodes', 'the whole cluster'),
      ...memory,
    ]);
    expect(await reasonOf({ namespaces: cluster.namespace, nodes: 'false', watch: '0', state: 'memory.json' })).toEqual(
      [...own(['list'], 'pods'), ...own(['list'], 'events')],
    );
    // Rights to the memory that others lack are named too.
    const failure = await WatchedCluster.open().then((other) =>
      other.failure({ state: `configmap/${cluster.namespace}/memory` }).finally(() => other.close()),
    );
    expect(failure.reason?.split('\n')).toEqual(memory);
  });

  test('250 alerts are told over two runs, each once, and both say so', async ({ onTestFinished }) => {
    const cluster = await WatchedCluster.open();
    onTestFinished(() => cluster.close());
    const names = Array.from({ length: 250 }, (_, index) => `service${index}`);
    await cluster.create(...names.map((name) => odd({ kind: 'Pod', name, namespace: cluster.namespace })));
    const given = { state: await newState(), rules: 'defaults: false\nrules: [{name: odd, reasons: [Odd]}]' };
    const [first, second, third] = [await cluster.look(given), await cluster.look(given), await cluster.look(given)];
    expect(first.outputs).toMatchObject({ count: first.alerts.length, later: 250 - first.alerts.length, open: 250 });
    expect(first.outputs['digest-text']).toContain(`${second.alerts.length} more follow with the next run.`);
    expect(first.context.summaries[0]).toContain(`${second.alerts.length} more follow with the next run.`);
    expect(second.outputs).toMatchObject({ count: second.alerts.length, later: 0 });
    expect([...first.alerts, ...second.alerts].map(({ app }) => app).toSorted()).toEqual(names.toSorted());
    expect(third.outputs).toMatchObject({ alerts: '[]', count: 0, later: 0, open: 250 });
  });

  test('events about nodes are read where namespaces are named, and no others of theirs', async ({
    onTestFinished,
  }) => {
    const [node, other] = [`node-${cluster.namespace}`, `other-${cluster.namespace}`];
    await cluster.kubectl(
      ['create', '--namespace=default', '--filename', '-'],
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          odd({ kind: 'Node', name: node }, 'default'),
          odd({ kind: 'Pod', name: other, namespace: 'default' }, 'default'),
        ],
      }),
    );
    onTestFinished(async () => {
      await cluster.kubectl(['delete', 'events', '--namespace=default', '--field-selector=reason=Odd']);
    });
    const rules = `defaults: false\nrules: [{name: odd, reasons: [Odd], apps: [${node}, ${other}]}]`;
    const { alerts } = await cluster.look({ rules, state: await newState(), nodes: 'true' });
    expect(alerts.map(words)).toEqual([`new ${node} odd`]);
  });

  test.each([
    ['ahead', 600_000],
    ['behind', -600_000],
  ])('a runner whose clock is ten minutes %s tells the same, once', async (_, skew) => {
    const rules = `rules: [{name: own, reasons: [Unschedulable], namespaces: [${cluster.namespace}]}]\ndefaults: false`;
    const state = await newState();
    const context = () => ({ ...cluster.context(), now: () => new Date(Date.now() + skew) });
    const [alert] = (await cluster.look({ rules, state, watch: '240s', settle: '0' }, { context: context() })).alerts;
    expect(Math.abs(Date.parse(alert?.lastSeen ?? '') - Date.now())).toBeLessThan(60_000);
    for (const given of [{}, { context: context() }])
      expect((await cluster.look({ rules, state }, given)).alerts).toEqual([]);
    const memory = JSON.parse(await readFile(state, 'utf8')) as { pending: unknown[]; cases: unknown[] };
    expect(memory).toMatchObject({ pending: [], cases: [expect.anything()] });
  });

  test('patterns and nodes: the whole cluster is listed, what is not meant is left out', async () => {
    const rules = 'rules: [{name: own, reasons: [Unschedulable]}]\ndefaults: false';
    const state = await newState();
    const given = { rules, state, nodes: 'true', watch: '240s', settle: '0' };
    const { alerts } = await cluster.look({ ...given, namespaces: `${cluster.namespace.slice(0, -2)}*` });
    expect(alerts.map(words)).toEqual(['new huge own']);
    const none = await cluster.look({
      ...given,
      state: await newState(),
      watch: '0',
      namespaces: `kube-*, !${cluster.namespace}`,
    });
    expect(none.alerts).toEqual([]);
  });
});

describe('bad input', () => {
  test.each([
    [{ rules: 'none.yml' }, 'rules: "none.yml" given; allowed: the path of a file in the workspace, or YAML text'],
    [{ rules: 'rules: 5' }, 'rules: one thing is wrong with the rules'],
    [
      { state: 'configmap/slipway' },
      'state: "configmap/slipway" given; allowed: configmap/<namespace>/<name>, or the path',
    ],
    [{ namespaces: 'Shop' }, 'namespaces: "Shop" given; allowed: namespaces, or patterns such as shop-* and !*-dev'],
    [{ kubeconfig: 'no/where' }, 'kubeconfig: neither the content of a kubeconfig nor the path of one that exists'],
    [{ watch: '10' }, 'watch: "10" given; allowed: '],
    [{ 'kube-context': 'nowhere' }, 'kube-context: "nowhere" given; allowed: '],
    [{ kubeconfig: 'apiVersion: v1\nkind: Config' }, 'The kubeconfig names no cluster'],
  ])('%j is refused in one sentence', async (given, message) => {
    const cluster = await WatchedCluster.open();
    expect((await cluster.failure(given)).message).toContain(message);
    await cluster.close();
  });
});
