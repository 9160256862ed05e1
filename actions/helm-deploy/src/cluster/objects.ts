import type { ObjectName } from '@slipway/cluster';
import { type Rule, ruleFor, type Workload } from '@slipway/rollout';
import type { ManifestObject } from '../helm/helm.ts';

export interface WorkloadName extends ObjectName {
  readonly kind: Workload['kind'];
}

/** The objects of a release by the rule that their success is known by. */
export type ReleaseObjects = Readonly<{ rollout: readonly WorkloadName[] } & Record<Rule, readonly ObjectName[]>>;

export function objectsOf(manifest: readonly ManifestObject[]): ReleaseObjects {
  const of = (rule: Rule): readonly ObjectName[] =>
    manifest.flatMap(({ kind, name, namespace, object }) => {
      const apiVersion = typeof object.apiVersion === 'string' ? object.apiVersion : '';
      return ruleFor(apiVersion, kind) === rule ? [{ apiVersion, kind, name, namespace }] : [];
    });
  return {
    rollout: of('rollout') as readonly WorkloadName[],
    binding: of('binding'),
    endpoints: of('endpoints'),
    conditions: of('conditions'),
    scaling: of('scaling'),
    applied: of('applied'),
  };
}
