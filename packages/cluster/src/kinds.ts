const paths = {
  Pod: '/api/v1/namespaces/{namespace}/pods',
  Service: '/api/v1/namespaces/{namespace}/services',
  PersistentVolumeClaim: '/api/v1/namespaces/{namespace}/persistentvolumeclaims',
  Deployment: '/apis/apps/v1/namespaces/{namespace}/deployments',
  ReplicaSet: '/apis/apps/v1/namespaces/{namespace}/replicasets',
  StatefulSet: '/apis/apps/v1/namespaces/{namespace}/statefulsets',
  DaemonSet: '/apis/apps/v1/namespaces/{namespace}/daemonsets',
  Job: '/apis/batch/v1/namespaces/{namespace}/jobs',
  EndpointSlice: '/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices',
  HorizontalPodAutoscaler: '/apis/autoscaling/v2/namespaces/{namespace}/horizontalpodautoscalers',
  Ingress: '/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses',
} as const;

export type ResourceKind = keyof typeof paths;

export function pathOf(kind: ResourceKind, namespace: string): string {
  return paths[kind].replace('{namespace}', encodeURIComponent(namespace));
}

/** Labels as a query takes them. */
export function selectorOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** One object by its name, or all with some labels. */
export interface Watched {
  readonly kind: ResourceKind;
  readonly namespace: string;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A stream that begins at once with what is there, as far as the server has it in memory, and goes on with all that changed
 * since. Without that version it would begin with the newest state, for which a server may wait three seconds.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-watch
 */
export function watchPath({ kind, namespace, name, labels = {} }: Watched): string {
  const query = new URLSearchParams({ watch: '1', resourceVersion: '0' });
  if (name !== undefined) query.set('fieldSelector', `metadata.name=${name}`);
  const selector = selectorOf(labels);
  if (selector !== '') query.set('labelSelector', selector);
  return `${pathOf(kind, namespace)}?${query}`;
}
