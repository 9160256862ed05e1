import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterFailure } from './failure.ts';

export interface ClusterOptions {
  /** Content of a kubeconfig; empty takes KUBECONFIG, ~/.kube/config or the pod's service account. */
  readonly kubeconfig: string;
  /** Context in it; empty takes the current one. */
  readonly context: string;
  readonly signal: AbortSignal;
}

/** @throws {ClusterFailure} `bad-kubeconfig` */
export async function readConfiguration({ kubeconfig, context }: ClusterOptions): Promise<KubeConfig> {
  // Loaded when first needed: it takes 100 ms, which bad input need not wait for.
  const { KubeConfig } = await import('./kube-config.ts');
  const config = new KubeConfig();
  try {
    if (kubeconfig === '') config.loadFromDefault();
    else config.loadFromString(kubeconfig);
  } catch (error) {
    throw new ClusterFailure({
      code: 'bad-kubeconfig',
      headline:
        kubeconfig === '' ? "The runner's kubeconfig cannot be read" : 'The kubeconfig that was given cannot be read',
      reason: error instanceof Error ? error.message : String(error),
      advice: 'Give the content of a kubeconfig, the path of one, or run inside the cluster.',
    });
  }
  if (context !== '') {
    const known = config.getContexts().map(({ name }) => name);
    if (!known.includes(context)) {
      throw new ClusterFailure({
        code: 'bad-kubeconfig',
        headline: `Bad input: kube-context: "${context}" given; allowed: ${known.join(', ') || 'none, the kubeconfig has no contexts'}`,
      });
    }
    config.setCurrentContext(context);
  }
  if (!config.getCurrentCluster()?.server) {
    throw new ClusterFailure({
      code: 'bad-kubeconfig',
      headline: 'The kubeconfig names no cluster',
      advice:
        'Set "kubeconfig" to the content or the path of one, set KUBECONFIG on the runner, or run inside the cluster.',
    });
  }
  return config;
}
