import { type Api, atOnce } from '../api.ts';
import { type ActionRun, runAction } from './action.ts';

const namespace = `bench-quiet-${process.pid}`;
const pods = 500;
const rounds = 7;

/**
 * Runs on a cluster where nothing happens. The pods are real objects of a real API server, of the size that a running pod
 * has; no kubelet runs them, because one machine cannot run 500: a scheduling gate holds them and their status is written.
 */
export async function quiet(
  api: Api,
  kubeconfig: string,
  state: string,
): Promise<{ readonly durations: readonly number[]; readonly memory: number }> {
  await api('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  try {
    const folder = `/api/v1/namespaces/${namespace}/pods`;
    await atOnce(pods, 24, async (index) => {
      const name = `service-${index}`;
      const env = Array.from({ length: 20 }, (_, at) => ({
        name: `SETTING_${at}`,
        value: `a value of the usual length ${at}`,
      }));
      const container = { name: 'app', image: 'registry.example.com/shop/service:1', env };
      await api('POST', folder, {
        metadata: { name, labels: { app: name } },
        spec: { schedulingGates: [{ name: 'bench.slipway.dev/held' }], containers: [container] },
      });
      const startedAt = new Date(Date.now() - 3_600_000).toISOString();
      await api('PATCH', `${folder}/${name}/status`, {
        status: {
          phase: 'Running',
          containerStatuses: [
            {
              ...{ name: 'app', image: container.image, imageID: `${container.image}@sha256:${'0'.repeat(64)}` },
              ...{ ready: true, started: true, restartCount: 0, state: { running: { startedAt } } },
            },
          ],
        },
      });
    });
    const runs: ActionRun[] = [];
    const inputs = { kubeconfig, state, namespaces: `${namespace}*` };
    for (let round = 0; round <= rounds; round += 1) runs.push(await runAction(inputs));
    const told = runs.flatMap(({ alerts }) => alerts);
    if (told.length > 0) throw new Error(`A quiet cluster told ${JSON.stringify(told)}`);
    return {
      durations: runs.slice(1).map(({ duration }) => duration),
      memory: Math.max(...runs.map(({ memory }) => memory)),
    };
  } finally {
    await api('DELETE', `/api/v1/namespaces/${namespace}`);
  }
}
