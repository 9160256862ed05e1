import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { borrow, environment } from '@slipway/lab';
import retry from 'p-retry';
import { type Api, atOnce, openApi } from '../api.ts';
import { ourBundle, runBundle } from '../bundle.ts';
import { keep, median } from '../measure.ts';

// npm run bench -- inventory [--rounds N]: helm-deploy with action: status for a whole project.

const apps = 200;
const environments = ['dev', 'test', 'stage', 'prod'];
const project = `bench${process.pid}`;

/**
 * A Deployment as the shared chart makes it. It wants no pods, as one machine has no room for 800; every tenth app is of
 * another version in prod.
 */
function deployment(app: string, env: string, index: number) {
  const revision = `${(0x3f1c2ab + index + (env === 'prod' && index % 10 === 0 ? 1000 : 0)).toString(16)}.20260711-0930`;
  const labels = { 'app.kubernetes.io/instance': app, 'app.kubernetes.io/managed-by': 'Helm' };
  const settings = Array.from({ length: 20 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `of the usual length ${at}`,
  }));
  const container = { name: 'app', image: `registry.example.com/shop/${project}.${app}:${revision}`, env: settings };
  return {
    metadata: {
      name: app,
      labels,
      annotations: {
        'meta.helm.sh/release-name': app,
        'slipway.dev/revision': revision,
        'slipway.dev/image-digest': `sha256:${createHash('sha256').update(revision).digest('hex')}`,
        'slipway.dev/run-url': `https://github.example.com/shop/${app}/actions/runs/${index}`,
      },
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

async function fill(api: Api): Promise<void> {
  for (const env of environments) {
    const namespace = `${project}-${env}`;
    await api('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    await atOnce(apps, 24, (index) =>
      api('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, deployment(`app-${index}`, env, index)),
    );
  }
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);
const close = await borrow(['registry', 'cluster'], { log: console.log });
const folder = await mkdtemp(join(tmpdir(), 'bench-inventory-'));
const { KUBECONFIG = '' } = await environment();
const api = await openApi(KUBECONFIG);
try {
  await fill(api);
  const page = join(folder, 'inventory.html');
  const take = async () => {
    const inputs = { action: 'status', project, environments: environments.join(','), 'inventory-page': page };
    const step = { bundle: ourBundle('helm-deploy'), inputs, workspace: folder, env: { KUBECONFIG } };
    const ran = await runBundle(step, folder);
    const entries = JSON.parse(ran.outputs.get('inventory') ?? '[]') as { healthy: boolean }[];
    const healthy = entries.filter((entry) => entry.healthy).length;
    if (healthy !== apps * environments.length)
      throw new Error(`${healthy} of ${entries.length} are healthy; ${JSON.stringify(entries[0])}`);
    return ran;
  };
  // The controller needs a while to see them all.
  await retry(take, { retries: 60, factor: 1, minTimeout: 5000 });
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await take());
  const drifting = (await readFile(page, 'utf8')).includes(`${apps} apps, ${apps / 10} with drift`);
  if (!drifting) throw new Error('The page does not name the drift');
  await keep({
    name: 'inventory',
    method: `What runs where, for ${apps} apps in ${environments.length} environments: real Deployments of the lab's API server that want no pods, because one node has no room for ${apps * environments.length}; main and post step of helm-deploy with action: status; median of ${rounds} runs.`,
    figures: [
      {
        what: 'table of all apps and environments',
        value: median(runs.map(({ main, post }) => main + post)),
        unit: 'ms',
      },
      { what: 'memory', value: Math.max(...runs.map(({ memory }) => memory)) / 1000, unit: 'kB', limit: 200_000 },
    ],
  });
} finally {
  for (const env of environments) await api('DELETE', `/api/v1/namespaces/${project}-${env}`).catch(() => {});
  await rm(folder, { recursive: true, force: true });
  await close();
}
