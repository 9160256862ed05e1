import { environment } from '@slipway/lab';
import { describe, type ExpectStatic, test } from 'vitest';
import { stringify } from 'yaml';
import { isOutage } from '../../actions/helm-deploy/src/helm/outage.ts';
import type { ApiProxy } from '../../actions/helm-deploy/src/testing/api-proxy.ts';
import { behindProxy } from '../../actions/helm-deploy/src/testing/behind-proxy.ts';
import type { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';
import { anyChart as chart } from '../../actions/helm-deploy/src/testing/stateful-set.ts';

// An API server that is restarted while Helm makes the objects of a release: some are there, others not, and Helm, which
// tries nothing twice, could not even note that it has failed.

const count = 40;
/** Characters of each object: by what Helm has sent it is known how far it has come. */
const size = 30_000;
/** Milliseconds; three deployments, and Helm that waits for its server. */
const timeout = 240_000;

/** A release whose objects are large, and so alike that Helm's own record of it is small. */
async function release(version: string): Promise<string> {
  const { REGISTRY: registry = '' } = await environment();
  const objects = Array.from({ length: count }, (_, index) => ({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `part-${index}`, labels: { version } } },
    data: { text: version.repeat(size) },
  }));
  return stringify({ image: { registry }, objects });
}

describe.each([3, 4] as const)('with Helm %i, the API server is away while Helm applies', (major) => {
  const partsOf = async (it: TestDeployment, version: string) =>
    (await it.kubectl('get', 'configmaps', `--selector=version=${version}`, '--output=name'))
      .split('\n')
      .filter((name) => name !== '').length;

  const interrupted = async (it: TestDeployment, proxy: ApiProxy, version: string) => {
    const values = await release(version);
    const restarted = proxy.restartAfterSending((count * size) / 2, 5000);
    const { ended } = await it.start({ values }, { chart, kubeconfig: proxy.kubeconfig });
    await restarted;
    return ended;
  };
  /** One sentence that names the broken connection; how Go's client words it depends on what it was about. */
  const expectOutage = (expect: ExpectStatic, headline = '') => {
    expect(headline).toMatch(/^it\.web 1 in \S+: Helm cannot apply the chart: [^\n]+$/);
    expect(isOutage(headline, 'question'), headline).toBe(true);
  };

  test.concurrent('for the first time', { timeout }, ({ expect }) =>
    behindProxy(major, async (it, proxy) => {
      const { failure } = await interrupted(it, proxy, 'a');
      expectOutage(expect, failure?.headline);
      expect(failure?.advice).toContain('the release has been removed');
      expect(await partsOf(it, 'a')).toBe(0);
      const next = await it.attempt({ values: await release('b') }, { chart });
      expect(next.failure?.message).toBeUndefined();
      expect(next.outputs).toMatchObject({ result: 'success', revision: 1 });
      expect(await partsOf(it, 'b')).toBe(count);
    }),
  );

  test.concurrent('over an earlier version', { timeout }, ({ expect }) =>
    behindProxy(major, async (it, proxy) => {
      expect((await it.attempt({ values: await release('a') }, { chart })).failure?.message).toBeUndefined();
      const { failure } = await interrupted(it, proxy, 'b');
      expectOutage(expect, failure?.headline);
      expect(failure?.outputs).toMatchObject({ 'rolled-back': 'true', 'previous-revision': '1', revision: '3' });
      expect(await partsOf(it, 'a')).toBe(count);
      const next = await it.attempt({ values: await release('c') }, { chart });
      expect(next.failure?.message).toBeUndefined();
      expect(next.outputs).toMatchObject({ result: 'success', revision: 4 });
      expect(await partsOf(it, 'c')).toBe(count);
    }),
  );
});
