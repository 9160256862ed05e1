import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';

// A chart that knows nothing of slipway: a StatefulSet, one pod after the other, with a claim for each.

const chart = join(import.meta.dirname, 'foreign-charts/store');

describe.each([3, 4] as const)('a chart with a StatefulSet, with Helm %i', (major) => {
  let it: TestDeployment;
  let folder = '';
  beforeAll(async () => {
    it = await TestDeployment.open(major);
    folder = await mkdtemp(join(tmpdir(), 'slipway-volumes-'));
  });
  afterAll(async () => {
    await it.close();
    await it.kubectl('delete', 'persistentvolumes', `--selector=of=${it.namespace}`, '--wait=false');
    await rm(folder, { recursive: true });
  });

  const deploy = async (values: object = {}, inputs = {}) => {
    const { REGISTRY: registry = '' } = await environment();
    // A class of this test's own: claims of others must not take its volumes.
    const persistence = { storageClass: it.namespace };
    return it.attempt({ values: stringify({ image: { registry }, persistence, ...values }), ...inputs }, { chart });
  };
  const volume = (index: number) => ({
    ...{ apiVersion: 'v1', kind: 'PersistentVolume' },
    metadata: { name: `${it.namespace}-${index}`, labels: { of: it.namespace } },
    spec: {
      ...{ accessModes: ['ReadWriteOnce'], capacity: { storage: '16Mi' }, storageClassName: it.namespace },
      hostPath: { path: join(folder, String(index)), type: 'DirectoryOrCreate' },
    },
  });
  const pods = (field: string) => it.kubectl('get', 'pods', `--output=jsonpath={.items[*].${field}}`);
  const uids = () => pods('metadata.uid');
  const ready = () => pods('status.containerStatuses[*].ready');

  // The tests of one major are the life of one release, in this order.
  test('claims that nothing binds', async () => {
    const { failure } = await deploy({}, { 'scheduling-grace': '1s' });
    expect(failure?.headline).toMatch(
      /PersistentVolumeClaim\/data-web-store-0 cannot be bound: there is no StorageClass "slipway-it-\S+"$/,
    );
    expect(failure?.outputs).toMatchObject({ result: 'failure', 'rolled-back': 'false' });
    expect(failure?.advice).toContain('the release has been removed');
  });

  test('runs once there are volumes, with the claim that was left over', async () => {
    await it.apply(volume(0), volume(1));
    const { failure, outputs } = await deploy();
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', revision: 1 });
    expect(await ready()).toBe('true true');
    const claims = await it.kubectl('get', 'persistentvolumeclaims', '--output=jsonpath={.items[*].status.phase}');
    expect(claims).toBe('Bound Bound');
  });

  test('an upgrade is over when the last pod is the new one', async () => {
    const before = (await uids()).split(' ');
    const script = 'sleep 2; mkdir -p /data/w; exec httpd -f -h /data/w -p 8080';
    const { failure, outputs } = await deploy({ script });
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', revision: 2 });
    expect((await uids()).split(' ').filter((uid) => before.includes(uid))).toEqual([]);
    expect(await ready()).toBe('true true');
  });

  test('an upgrade that crashes is rolled back; the pod that it had not come to is not touched', async () => {
    const [first] = (await uids()).split(' ');
    const { failure } = await deploy({ script: 'echo cannot read the data; exit 1' });
    expect(failure?.headline).toContain('container "store" exits 1 at once: "cannot read the data" (last log line)');
    expect(failure?.outputs).toMatchObject({ 'rolled-back': 'true', 'previous-revision': '2', revision: '4' });
    expect(await ready()).toBe('true true');
    expect((await uids()).split(' ')[0]).toBe(first);
  });

  test('what cannot be changed in a StatefulSet is refused in a sentence, and all runs on', async () => {
    const before = await uids();
    const { failure } = await deploy({ persistence: { storageClass: it.namespace, size: '32Mi' } });
    expect(failure?.headline).toMatch(/StatefulSet.*web-store.*updates to statefulset spec for fields other than/s);
    expect(await uids()).toBe(before);
    expect(await ready()).toBe('true true');
  });
});
