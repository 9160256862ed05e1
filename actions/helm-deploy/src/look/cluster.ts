import type { Cluster } from '@slipway/cluster';
import type { ManifestObject } from '../helm/manifest.ts';
import type { Inputs } from '../inputs.ts';
import { reviewRights } from './review-rights.ts';

/** What is asked of whatever else looks at the cluster, at the same time. */
export interface Companions {
  /** The objects of the chart for a version of Kubernetes; undefined where that cannot be. */
  render(version: string): Promise<ManifestObject[] | undefined>;
  /** Reads ahead, of a cluster that answers. */
  foresee(hasNamespace: Promise<boolean>): Promise<void>;
}

/** What speaks against a deployment to this cluster and namespace, each a sentence. */
export async function lookAtCluster(
  cluster: Cluster,
  inputs: Inputs,
  { render, foresee }: Companions,
): Promise<{ problems: string[]; needsNamespace: boolean; version: string }> {
  const version = await cluster.version();
  if (isTooOld(version)) {
    const problem = `The cluster runs Kubernetes ${version}; supported are ${oldest.join('.')} and later`;
    return { problems: [problem], needsNamespace: false, version };
  }
  const asked = cluster.hasNamespace(inputs.namespace);
  const [hasNamespace, rendered] = await Promise.all([asked, render(version), foresee(asked)]);
  if (!hasNamespace && !inputs.createNamespace) {
    return {
      problems: [
        `namespace: "${inputs.namespace}" does not exist in the cluster; create it or set create-namespace to true`,
      ],
      needsNamespace: false,
      version,
    };
  }
  const missing = await reviewRights(cluster, rendered, inputs);
  const problems = missing.length === 0 ? [] : [`kubeconfig: its user has no right to ${missing.join('; ')}`];
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
