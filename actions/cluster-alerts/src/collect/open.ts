import { type Cluster, connectCluster, findKubeconfig } from '@slipway/cluster';
import type { Context } from '@slipway/runner';
import type { Inputs } from '../inputs.ts';

export async function openCluster(
  { kubeconfig, kubeContext }: Pick<Inputs, 'kubeconfig' | 'kubeContext'>,
  { workspace, env, signal }: Context,
): Promise<Cluster> {
  const { content } = await findKubeconfig(kubeconfig, workspace, env);
  return connectCluster({ kubeconfig: content, context: kubeContext, signal });
}
