import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';

// A chart that knows nothing of slipway: the one `helm create` makes.

describe.each([3, 4] as const)('the chart of helm create, with Helm %i', (major) => {
  let it: TestDeployment;
  let folder = '';
  beforeAll(async () => {
    it = await TestDeployment.open(major);
    folder = await mkdtemp(join(tmpdir(), 'slipway-chart-'));
    await it.helm(['create', join(folder, 'web')]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await it.close();
  });
  const deploy = async (repository: string, tag: string) => {
    const { REGISTRY = '' } = await environment();
    const image = { repository: `${REGISTRY}/${repository}`, tag };
    const values = stringify({ image, livenessProbe: null, readinessProbe: null, replicaCount: 2 });
    return it.attempt(
      { values, 'image-repository': 'busybox', set: `image.tag=${tag}` },
      { chart: join(folder, 'web') },
    );
  };

  test('runs', async () => {
    const { failure, outputs } = await deploy('pause', 'lab');
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', revision: 1 });
    expect(await it.kubectl('get', 'pods', '--output=jsonpath={.items[*].status.phase}')).toBe('Running Running');
  });

  test('fails with its cause, and the version before runs again', async () => {
    const { failure } = await deploy('library/busybox', '1');
    expect(failure?.headline).toContain(
      'container "web" ends with exit code 0, though a service has to keep running, at once',
    );
    expect(failure?.outputs).toMatchObject({ result: 'failure', 'rolled-back': 'true' });
    expect(await it.kubectl('get', 'deployment', '--output=jsonpath={.items[*].status.availableReplicas}')).toBe('2');
  });
});
