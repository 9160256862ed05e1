import { execa } from 'execa';

export interface ServiceAnswer {
  /** Address inside the cluster, or path at its API server. */
  readonly url: string;
  readonly status: number;
  readonly body: string;
}

export interface RunningPod {
  readonly name: string;
  readonly image: string;
  /** Image with the digest that the node runs. */
  readonly imageId: string;
  readonly ready: boolean;
}

/**
 * Asks a service of the cluster over HTTP: through its ClusterIP, which this machine reaches in the lab, and through
 * the API server's proxy in a cluster of the user's own.
 */
export async function askService(
  env: Readonly<Record<string, string>>,
  namespace: string,
  name: string,
  path = '/',
): Promise<ServiceAnswer> {
  const { spec } = (await kubectl(env, namespace, ['get', 'service', name])) as {
    spec: { clusterIP: string; ports: { port: number }[] };
  };
  const port = spec.ports[0]?.port;
  if (env.NODE_ADDRESS === undefined) {
    const url = `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy${path}`;
    // It fails where the answer is no success.
    return { url, status: 200, body: (await kubectlText(env, ['get', '--raw', url])).trim() };
  }
  const url = `http://${spec.clusterIP}:${port}${path}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return { url, status: answer.status, body: (await answer.text()).trim() };
}

/** The pods of an app that are not being removed. */
export async function podsOf(
  env: Readonly<Record<string, string>>,
  namespace: string,
  app: string,
): Promise<RunningPod[]> {
  const selector = `--selector=app.kubernetes.io/instance=${app}`;
  const { items } = (await kubectl(env, namespace, ['get', 'pods', selector])) as {
    items: {
      metadata: { name: string; deletionTimestamp?: string };
      spec: { containers: { image: string }[] };
      status: { containerStatuses?: { imageID: string; ready: boolean }[] };
    }[];
  };
  return items
    .filter((pod) => pod.metadata.deletionTimestamp === undefined)
    .map((pod) => ({
      name: pod.metadata.name,
      image: pod.spec.containers[0]?.image ?? '',
      imageId: pod.status.containerStatuses?.[0]?.imageID ?? '',
      ready: pod.status.containerStatuses?.[0]?.ready ?? false,
    }));
}

async function kubectl(
  env: Readonly<Record<string, string>>,
  namespace: string,
  args: readonly string[],
): Promise<unknown> {
  return JSON.parse(await kubectlText(env, ['--namespace', namespace, ...args, '--output=json']));
}

async function kubectlText(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<string> {
  const { stdout } = await execa(env.KUBECTL ?? 'kubectl', args, { env: { KUBECONFIG: env.KUBECONFIG ?? '' } });
  return stdout;
}

export interface ReleaseEntry {
  readonly revision: number;
  readonly status: string;
  readonly description: string;
}

/** Helm's history of a release, oldest first. */
export async function releaseHistory(
  env: Readonly<Record<string, string>>,
  namespace: string,
  release: string,
): Promise<ReleaseEntry[]> {
  const args = ['history', release, '--namespace', namespace, '--output=json'];
  const { stdout } = await execa(env.HELM ?? 'helm', args, { env: { KUBECONFIG: env.KUBECONFIG ?? '' } });
  return JSON.parse(stdout) as ReleaseEntry[];
}
