import { type Cluster, connectCluster, findKubeconfig } from '@slipway/cluster';
import type { Context } from '@slipway/runner';
import { type Helm, openHelm, startHelm } from './helm/helm.ts';
import type { Inputs } from './inputs.ts';

/** Helm and cluster, ready to be used. */
export interface Tools {
  readonly helm: Helm;
  readonly cluster: Cluster;
}

export async function openTools(inputs: Inputs, context: Context, starting = startHelm(context)): Promise<Tools> {
  const { program, version } = await starting;
  const { path, content } = await readKubeconfig(inputs, context);
  const { namespace, release, kubeContext } = inputs;
  const [cluster] = await Promise.all([
    connectCluster({ kubeconfig: content, context: kubeContext, signal: context.signal }),
    version,
  ]);
  const helm = openHelm(
    { program, version: await version },
    { namespace, release, kubeContext, kubeconfig: path },
    context,
  );
  return { helm, cluster };
}

/** Helm and a cluster that answers: from then on an outage is waited for, which a wrong address should not be. */
export async function reachTools(inputs: Inputs, context: Context): Promise<Tools> {
  const tools = await openTools(inputs, context);
  await tools.cluster.version();
  return tools;
}

/** The kubeconfig that was given, as a file for programs too; else the content of the runner's own, without a path. */
export async function readKubeconfig(inputs: Inputs, context: Context): Promise<{ path: string; content: string }> {
  const { content, isGiven } = await findKubeconfig(inputs.kubeconfig, context.workspace, context.env);
  return { path: isGiven ? await context.secretFile('kubeconfig', content) : '', content };
}
