import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { stringify } from 'yaml';
import { root } from '../../../../scripts/paths.ts';

/** A chart that takes objects as they are. */
export const anyChart = join(root, 'test/scenarios/chart');

export const serve = 'mkdir /tmp/w && echo hello > /tmp/w/index.html && exec httpd -f -h /tmp/w -p 8080';

/** Values of {@link anyChart} for a StatefulSet `db` with two pods, which run a script. */
export async function statefulSet(script: string): Promise<string> {
  const { REGISTRY: registry = '' } = await environment();
  const readinessProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 };
  const container = {
    name: 'db',
    image: `${registry}/library/busybox:1`,
    command: ['sh', '-c', script],
    readinessProbe,
  };
  const labels = { app: 'db' };
  const spec = {
    ...{ replicas: 2, serviceName: 'db', selector: { matchLabels: labels } },
    template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, containers: [container] } },
  };
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec };
  return stringify({ isDeployed: false, image: { registry }, objects: [set] });
}
