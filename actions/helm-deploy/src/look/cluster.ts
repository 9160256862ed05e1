import type { Cluster, Right } from '@slipway/cluster';
import type { Inputs } from '../inputs.ts';

/** What Helm and the watch need in the namespace. */
const rights: readonly Right[] = [
  ...['get', 'list', 'create', 'update', 'delete'].map((verb) => ({ verb, group: '', resource: 'secrets' })),
  ...['get', 'create', 'patch'].flatMap((verb) => [
    { verb, group: 'apps', resource: 'deployments' },
    { verb, group: '', resource: 'services' },
    { verb, group: '', resource: 'configmaps' },
    { verb, group: '', resource: 'serviceaccounts' },
    { verb, group: 'networking.k8s.io', resource: 'ingresses' },
  ]),
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'get', group: '', resource: 'pods/log' },
  ...['get', 'create', 'patch'].map((verb) => ({ verb, group: 'coordination.k8s.io', resource: 'leases' })),
  { verb: 'list', group: 'apps', resource: 'replicasets' },
  { verb: 'list', group: '', resource: 'events' },
];

/** What speaks against a deployment to this cluster and namespace, each a sentence. */
export async function lookAtCluster(
  cluster: Cluster,
  inputs: Inputs,
): Promise<{ problems: string[]; needsNamespace: boolean; version: string }> {
  const version = await cluster.version();
  if (isTooOld(version)) {
    const problem = `The cluster runs Kubernetes ${version}; supported are ${oldest.join('.')} and later`;
    return { problems: [problem], needsNamespace: false, version };
  }
  const hasNamespace = await cluster.hasNamespace(inputs.namespace);
  if (!hasNamespace && !inputs.createNamespace) {
    return {
      problems: [
        `namespace: "${inputs.namespace}" does not exist in the cluster; create it or set create-namespace to true`,
      ],
      needsNamespace: false,
      version,
    };
  }
  const missing = await cluster.missingRights(inputs.namespace, rights);
  const problems =
    missing.length === 0
      ? []
      : [
          `kubeconfig: its user has no right to ${missing.map(({ verb, resource }) => `${verb} ${resource}`).join(', ')} in ${inputs.namespace}`,
        ];
  return { problems, needsNamespace: !hasNamespace, version };
}

/** The oldest that has the autoscaler and the budget as the chart writes them, and every question that is asked here. */
const oldest = [1, 25] as const;

/** A version that cannot be read is no reason to stop. */
export function isTooOld(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]);
}
