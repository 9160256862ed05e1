import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestDeployment } from './testing/deployment.ts';

const web = join(import.meta.dirname, 'testing/web');
const crash = 'command=echo starting; echo Connection refused: db:5432; exit 1';

describe.each([3, 4] as const)('with Helm %i', (major) => {
  let it: TestDeployment;
  beforeAll(async () => {
    it = await TestDeployment.open(major);
  });
  afterAll(() => it.close());

  const verdicts = async () => {
    const text = await it.kubectl('get', 'configmap', 'web-slipway-verdicts', '--output=jsonpath={.data}');
    return JSON.parse(text || '{}') as Record<string, string>;
  };

  /** An upgrade that is killed. */
  const leavePending = async () => {
    const upgrade = it.helm(['upgrade', 'web', web, '--set', 'command=sleep 600', '--wait', '--timeout=60s']);
    while (!(await it.helm(['status', 'web'])).stdout.includes('pending-upgrade')) await wait(100);
    upgrade.kill('SIGKILL');
    await upgrade;
  };

  // The tests of one major are the life of one release, in this order.
  test('a first deployment that fails says why and is removed', async () => {
    const { failure } = await it.attempt({ set: crash });
    expect(failure?.headline).toMatch(
      /^it\.web 1 in slipway-it-\S+: container "app" exits 1 at once: "Connection refused: db:5432" \(last log line\); 1 restart$/,
    );
    expect(failure?.outputs).toMatchObject({ result: 'failure', 'rolled-back': 'false', reason: failure?.headline });
    expect(failure?.advice).toContain('the release has been removed');
    expect((await it.helm(['list', '--all', '--short'])).stdout).toBe('');
  });

  test('a good deployment runs, and says its revision', async () => {
    const { outputs, context } = await it.attempt();
    expect(outputs).toMatchObject({ result: 'success', revision: 1, 'rolled-back': false });
    expect(await it.kubectl('get', 'deployment', 'web', '-o=jsonpath={.status.availableReplicas}')).toBe('1');
    expect(context.summaries.join()).toContain('is running');
  });

  test('a slow start is no failure', async () => {
    const { outputs } = await it.attempt({
      set: 'command=sleep 8; mkdir /tmp/w; touch /tmp/w/index.html; exec httpd -f -h /tmp/w -p 8080',
    });
    expect(outputs).toMatchObject({ result: 'success', revision: 2, 'previous-revision': 1 });
  });

  test('a deployment that crashes is rolled back to the version that runs', async () => {
    const given = ['memory=96Mi', 'global.zone=b', 'global.db.password=hunter2'];
    const { failure, context } = await it.attempt({ set: [crash, ...given].join('\n') });
    expect(failure?.outputs).toMatchObject({
      result: 'failure',
      'rolled-back': 'true',
      revision: '4',
      'previous-revision': '2',
    });
    expect(failure?.summary).toContain('Connection refused: db:5432');
    const [evidence] = JSON.parse(failure?.outputs.diagnosis ?? '[]') as {
      timeline: string[];
    }[];
    expect(evidence).toMatchObject({
      finding: { code: 'crash-loop' },
      log: ['starting', 'Connection refused: db:5432'],
      // What runs is given to the container as its command, which may hold a secret.
      differences: [
        'value command: changed',
        'value global: added',
        'value memory: nothing → 96Mi',
        'Deployment/web spec.template.spec.containers[app].command: changed',
        'Deployment/web spec.template.spec.containers[app].resources.limits.memory: 64Mi → 96Mi',
      ],
    });
    expect(JSON.stringify([failure, context.lines, context.summaries])).not.toContain('hunter2');
    expect(evidence?.timeline[0]).toMatch(/^\d+(\.\d+)? m?s: Deployment\/web: /);
    expect(failure?.summary).toContain('What differs from the version before');
    expect(failure?.summary).toContain('Timeline');
    expect(await it.kubectl('get', 'deployment', 'web', '-o=jsonpath={.status.availableReplicas}')).toBe('1');
  });

  test('a ConfigMap that is missing is named', async () => {
    const { failure } = await it.attempt({ set: 'configMap=nowhere' });
    expect(failure?.headline).toContain('container "app" cannot be configured: configmap "nowhere" not found');
    expect(failure?.outputs['rolled-back']).toBe('true');
  });

  test('a readiness probe that never passes is named when the time is up', async () => {
    const { failure } = await it.attempt({ set: 'command=sleep 600', timeout: '8s', 'on-failure': 'keep' });
    expect(failure?.headline).toMatch(
      /container "app" is not ready after 8\.0 s: Readiness probe failed: .*connection refused/,
    );
    expect(failure?.advice).toContain('was left as it is');
    expect(JSON.parse(failure?.outputs.diagnosis ?? '')).toMatchObject([
      {
        finding: { code: 'timeout', namespace: it.namespace },
        probes: [expect.stringMatching(/^readiness: GET \/ on 8080, every \d+ s, 3 failures allowed, /)],
        conditions: ['Ready: ContainersNotReady: containers with unready status: [app]'],
      },
    ]);
    expect(failure?.summary).toContain('Probe of container app');
  });

  test('a first deployment that fails is removed, or kept by choice', async () => {
    const first = { set: crash, release: 'first' };
    const removed = await it.attempt(first);
    expect(removed.failure?.advice).toContain('so the release has been removed');
    expect((await it.helm(['status', 'first'])).exitCode).not.toBe(0);
    const kept = await it.attempt({ ...first, 'on-first-failure': 'keep' });
    expect(kept.failure?.advice).toContain('revision 1 was left as it is (on-first-failure: keep)');
    expect(kept.failure?.outputs).toMatchObject({ 'rolled-back': 'false', revision: '1' });
    expect((await it.helm(['status', 'first'])).exitCode).toBe(0);
    await it.helm(['uninstall', 'first']);
  });

  test('a revision that was kept although it failed is none to return to', async () => {
    const { failure } = await it.attempt({ set: crash });
    expect(failure?.outputs['rolled-back']).toBe('true');
    expect(failure?.advice).toMatch(/Revision (\d+) was restored/);
    expect(await it.kubectl('get', 'deployment', 'web', '-o=jsonpath={.status.availableReplicas}')).toBe('1');
  });

  test('what Helm cannot apply changes nothing', async () => {
    const before = (await it.helm(['history', 'web', '--output=json'])).stdout;
    const { failure } = await it.attempt({ set: 'memory=much' });
    expect(failure?.headline).toContain('Helm cannot apply the chart');
    const after = JSON.parse((await it.helm(['history', 'web', '--output=json'])).stdout) as { status: string }[];
    expect(after.at(-1)?.status).toBe('deployed');
    expect(after.length).toBeGreaterThanOrEqual((JSON.parse(before) as unknown[]).length);
    expect(await it.kubectl('get', 'deployment', 'web', '-o=jsonpath={.status.availableReplicas}')).toBe('1');
  });

  test('a release that a killed deployment left pending is recovered, or refused by choice', async () => {
    await leavePending();
    const refused = await it.attempt({ 'recover-pending': 'false' });
    expect(refused.failure).toMatchObject({ code: 'release-pending' });
    const { outputs, context } = await it.attempt({}, { hurry: 20 * 60_000 });
    expect(outputs?.result).toBe('success');
    expect(
      context.lines
        .filter(({ level }) => level === 'warning')
        .map(({ text }) => text)
        .join(),
    ).toMatch(/is pending-upgrade since .* its deployment was killed/);
  });

  test('a rollback by hand recovers a pending release too, and no revision of it counts as good by itself', async () => {
    await leavePending();
    const { outputs, failure } = await it.attempt({ action: 'rollback' }, { hurry: 20 * 60_000 });
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', 'rolled-back': true });
    expect(await verdicts()).toMatchObject({ [outputs?.revision ?? '']: 'good' });
  });

  test('rollback, status and uninstall work on their own', async () => {
    expect((await it.attempt({ action: 'rollback' })).outputs).toMatchObject({
      result: 'success',
      'rolled-back': true,
    });
    expect((await it.attempt({ action: 'rollback', revision: '99' })).failure?.headline).toMatch(
      /has no revision 99; allowed: .*1/,
    );
    const elsewhere = await it.attempt({ action: 'rollback', namespace: 'slipway-is-not-there' });
    expect(elsewhere.failure?.headline).toContain('in slipway-is-not-there: there is no such release');
    expect((await it.attempt({ action: 'status' })).outputs).toMatchObject({ result: 'success' });
    expect(Object.keys(await verdicts()).length).toBeGreaterThan(5);
    expect((await it.attempt({ action: 'uninstall' })).outputs).toMatchObject({ result: 'success' });
    expect(await verdicts()).toEqual({});
    expect((await it.attempt({ action: 'status' })).failure?.headline).toContain('there is no such release');
  });
});

describe('before anything changes', () => {
  let it: TestDeployment;
  beforeAll(async () => {
    it = await TestDeployment.open(4);
  });
  afterAll(() => it.close());
  const refusal = async (given: Record<string, string>, kubeconfig?: string) => {
    const { failure } = await it.attempt(given, kubeconfig === undefined ? {} : { kubeconfig });
    expect(await it.kubectl('get', 'namespaces', '--output=name')).not.toContain(it.namespace);
    return failure?.message ?? 'accepted';
  };

  test('an unknown environment is named with those there are', async () => {
    expect(await refusal({ env: 'qa', 'app-config': 'none' })).toContain(
      'env: "qa" given, but the deployment repository has no qa.yaml; allowed: dev, prod',
    );
  });

  test('an unknown app is named with those there are', async () => {
    expect(await refusal({ app: 'wbe' })).toContain(
      'app: "wbe" has no AppConfig file appConfig/dev/wbe.yml in the deployment repository; allowed: web',
    );
  });

  test('a tag that is not in the registry is named with the newest there are', async () => {
    expect(await refusal({ tag: 'nope' })).toMatch(
      /The image \S+\/library\/busybox:nope is not in the registry\nIts newest tags are:\n1\n/,
    );
  });

  test('values that the schema does not allow are named', async () => {
    expect(await refusal({ set: 'replica=3' })).toMatch(/The chart does not take the values: .*replica/s);
  });

  test('a chart that is none is named', async () => {
    expect(await refusal({ chart: 'nowhere' })).toContain('chart: "nowhere" is no folder with a Chart.yaml');
  });

  test('a cluster that does not answer is named with its context', async () => {
    const { KUBECONFIG = '' } = await environment();
    const kubeconfig = join(await mkdtemp(join(tmpdir(), 'slipway-it-')), 'config');
    await writeFile(kubeconfig, (await readFile(KUBECONFIG, 'utf8')).replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9'));
    expect(await refusal({}, kubeconfig)).toMatch(
      /No answer from the cluster at https:\/\/127\.0\.0\.1:9 \(context "lab"\)\nconnect ECONNREFUSED/,
    );
  });

  test('a namespace that is not there is created only when told', async () => {
    expect(await refusal({ 'create-namespace': 'false' })).toMatch(
      /namespace: "slipway-it-\S+" does not exist in the cluster; create it or set create-namespace to true/,
    );
  });

  test('all that is wrong is said at once', async () => {
    const message = await refusal({ env: 'qa', 'app-config': 'none', tag: 'nope', 'create-namespace': 'false' });
    expect(message).toContain('3 things are wrong, nothing was changed');
    for (const part of ['env: "qa"', 'is not in the registry', 'does not exist in the cluster'])
      expect(message).toContain(part);
  });

  test('a dry run checks everything and changes nothing', async () => {
    const { outputs } = await it.attempt({ 'dry-run': 'true', namespace: 'default', 'create-namespace': 'false' });
    expect(outputs).toMatchObject({ result: 'success' });
    expect((await it.helm(['list', '--namespace=default', '--short'])).stdout).not.toContain('web');
  });
});
