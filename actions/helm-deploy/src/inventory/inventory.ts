import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Cluster, connectCluster } from '@slipway/cluster';
import { escapeMarkdown, table } from '@slipway/findings';
import type { Deployment, StatefulSet } from '@slipway/rollout';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';
import type { Outputs } from '../outputs.ts';
import { readKubeconfig } from '../tools.ts';
import { type Entry, entryOf } from './entry.ts';
import { ageOf, gridOf, type Row } from './grid.ts';
import { inventoryPage } from './page.ts';

/** GitHub cuts a step's summary at 1 MiB; a table of as many rows is far below. */
const summaryRows = 500;

/** `action: status` without an app: what runs of a project in which environment. Changes nothing. */
export async function takeInventory(inputs: Inputs, context: Context): Promise<Outputs> {
  const { project, environments } = inputs;
  const { content } = await readKubeconfig(inputs, context);
  const cluster = await connectCluster({ kubeconfig: content, context: inputs.kubeContext, signal: context.signal });
  const entries = (await Promise.all(environments.map((env) => entriesIn(cluster, project, env)))).flat();
  const rows = gridOf(entries, environments);
  const now = context.now();
  const page = inputs.inventoryPage
    ? resolve(context.workspace, inputs.inventoryPage)
    : join(context.temp, `slipway-inventory-${project}.html`);
  await mkdir(dirname(page), { recursive: true });
  await writeFile(page, inventoryPage(project, environments, rows, now));
  await context.summary(summary(project, environments, rows, now));
  const sick = entries.filter(({ healthy }) => !healthy);
  for (const { app, env, trouble } of sick) context.log.warning(`${project}.${app} in ${env}: ${trouble}`);
  context.log.info(`${rows.length} apps of ${project} in ${environments.join(', ')}; ${sick.length} not healthy`);
  return {
    result: 'success',
    'rolled-back': false,
    inventory: JSON.stringify(entries),
    'inventory-html': page,
  };
}

/** Services are what Helm has put there; a namespace that is not there has none. */
async function entriesIn(cluster: Cluster, project: string, env: string): Promise<Entry[]> {
  const labels = { 'app.kubernetes.io/managed-by': 'Helm' };
  const [deployments, sets] = await Promise.all([
    cluster.list<Deployment>('Deployment', `${project}-${env}`, labels),
    cluster.list<StatefulSet>('StatefulSet', `${project}-${env}`, labels),
  ]);
  return [
    ...deployments.map((object) => entryOf({ kind: 'Deployment', object }, env)),
    ...sets.map((object) => entryOf({ kind: 'StatefulSet', object }, env)),
  ];
}

function summary(project: string, environments: readonly string[], rows: readonly Row[], now: Date): string {
  const cell = (entry: Entry | undefined) => {
    if (entry === undefined) return '–';
    const tag = `\`${entry.tag.replaceAll(/[`|]/g, '')}\``;
    return `${entry.healthy ? '✅' : '❌'} ${tag} ${ageOf(entry.since, now.getTime())}`;
  };
  const lines = rows
    .slice(0, summaryRows)
    .map((row) => [`${escapeMarkdown(row.app)}${row.drifts ? ' ⚠️' : ''}`, ...row.cells.map(cell)]);
  const drifting = rows.filter(({ drifts }) => drifts).length;
  const head = `### ${escapeMarkdown(project)}: what runs where\n\n${rows.length} apps, ${drifting} with drift between environments (⚠️)`;
  if (rows.length === 0) return `${head}\n\nNothing is deployed.`;
  return `${head}\n\n${table(['app', ...environments.map(escapeMarkdown)], lines)}`;
}
