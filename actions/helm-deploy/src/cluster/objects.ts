import type { ObjectName } from '@slipway/cluster';
import { promisedSecret, type Rule, ruleFor, type Workload } from '@slipway/rollout';
import type { ManifestObject } from '../helm/manifest.ts';

export interface WorkloadName extends ObjectName {
  readonly kind: Workload['kind'];
  /** A Job that Kubernetes removes when it has ended. */
  readonly isTransient: boolean;
}

/** The objects of a release by the rule that their success is known by. */
export type ReleaseObjects = Readonly<
  { rollout: readonly WorkloadName[] /** Their names. */; promisedSecrets: readonly string[] } & Record<
    Rule,
    readonly ObjectName[]
  >
>;

const apiVersionOf = ({ object: { apiVersion } }: ManifestObject) => (typeof apiVersion === 'string' ? apiVersion : '');

export function objectsOf(manifest: readonly ManifestObject[]): ReleaseObjects {
  const of = (rule: Rule): readonly ObjectName[] =>
    manifest.flatMap((entry) => {
      const { kind, name, namespace } = entry;
      const apiVersion = apiVersionOf(entry);
      return ruleFor(apiVersion, kind) === rule ? [{ apiVersion, kind, name, namespace }] : [];
    });
  return {
    rollout: of('rollout').map((workload) => {
      const { kind, name, namespace } = workload;
      const entry = manifest.find(
        (other) => other.kind === kind && other.name === name && other.namespace === namespace,
      );
      const { ttlSecondsAfterFinished } = (entry?.object.spec ?? {}) as { readonly ttlSecondsAfterFinished?: number };
      return { ...workload, isTransient: ttlSecondsAfterFinished !== undefined } as WorkloadName;
    }),
    binding: of('binding'),
    endpoints: of('endpoints'),
    conditions: of('conditions'),
    scaling: of('scaling'),
    applied: of('applied'),
    promisedSecrets: manifest.flatMap((entry) => {
      const { kind, name, object } = entry;
      return promisedSecret({ apiVersion: apiVersionOf(entry), kind, name, spec: object.spec }) ?? [];
    }),
  };
}
