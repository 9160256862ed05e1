import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';

// A chart that knows nothing of slipway, and does much in hooks: with weights, delete policies, and one of `helm test`.

const chart = join(import.meta.dirname, 'foreign-charts/ledger');

describe.each([3, 4] as const)('a chart with hooks, with Helm %i', (major) => {
  let it: TestDeployment;
  beforeAll(async () => {
    it = await TestDeployment.open(major);
  });
  afterAll(() => it.close());

  const deploy = async (scripts: Readonly<Record<string, string>> = {}) => {
    const { REGISTRY: registry = '' } = await environment();
    return it.attempt({ values: stringify({ image: { registry }, scripts }) }, { chart });
  };
  const names = async (kind: string) =>
    (await it.kubectl('get', kind, '--output=jsonpath={.items[*].metadata.name}')).split(' ');
  const available = () => it.kubectl('get', 'deployment', '--output=jsonpath={.items[*].status.availableReplicas}');

  // The tests of one major are the life of one release, in this order.
  test('a hook that fails before anything is installed', async () => {
    const { failure } = await deploy({ wait: 'echo no answer from the database; exit 7' });
    expect(failure?.headline).toMatch(
      /hook Job\/web-ledger-wait \(pre-install\): container "wait" exits 7 at once: "no answer from the database" \(last log line\)$/,
    );
    expect(failure?.advice).toContain('the release has been removed');
    expect(await names('deployments')).toEqual(['']);
  });

  test('runs, its hooks in the order of their weights, and none of helm test', async () => {
    const { failure, outputs } = await deploy({ seed: 'sleep 3' });
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', revision: 1 });
    expect(await available()).toBe('2');
    expect(await names('jobs')).toEqual(['']);
    expect((await names('pods')).filter((name) => name.includes('test'))).toEqual([]);
  });

  test('an upgrade whose migration fails: the second of its hooks is named, and the version before runs', async () => {
    const serve = 'exec sleep 600';
    const { failure } = await deploy({ serve, migrate: 'echo "$SCHEMA is locked"; sleep 2; exit 1' });
    expect(failure?.headline).toMatch(
      /hook Job\/web-ledger-migrate \(pre-upgrade\): container "migrate" exits 1 .*: "ledger is locked" \(last log line\)$/,
    );
    expect(failure?.outputs).toMatchObject({ result: 'failure', 'rolled-back': 'true', 'previous-revision': '1' });
    expect(await available()).toBe('2');
  });

  test('an upgrade, the first hook of which was too quick to be seen', async () => {
    const { failure, outputs } = await deploy({ migrate: 'sleep 3' });
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', 'rolled-back': false });
    expect(await available()).toBe('2');
  });

  test('an upgrade that crashes after its hooks have passed', async () => {
    const { failure } = await deploy({ serve: 'echo no schema; exit 1' });
    expect(failure?.headline).toContain('container "ledger" exits 1 at once: "no schema" (last log line)');
    expect(failure?.outputs).toMatchObject({ 'rolled-back': 'true' });
    expect(await available()).toBe('2');
  });
});
