import { type Deployment, type StatefulSet, whatIsMissing } from '@slipway/rollout';

/** What runs of one app in one environment. */
export interface Entry {
  readonly app: string;
  readonly env: string;
  readonly tag: string;
  /** Empty where the image is deployed by tag only. */
  readonly digest: string;
  /** When this version came there, RFC 3339. */
  readonly since: string;
  readonly healthy: boolean;
  /** Why it is not healthy; empty when it is. */
  readonly trouble: string;
  /** Page of the run that deployed it; empty where nobody wrote it down. */
  readonly runUrl: string;
}

/** A workload that runs a service. */
export type Service =
  | { readonly kind: 'Deployment'; readonly object: Deployment }
  | { readonly kind: 'StatefulSet'; readonly object: StatefulSet };

/**
 * Reads an entry from a workload of a Helm release. slipway's chart writes revision, digest and run down in annotations; of
 * another chart the image tells as much as it can.
 */
export function entryOf(service: Service, env: string): Entry {
  const { annotations = {}, labels = {}, name, creationTimestamp = '' } = service.object.metadata;
  const image = service.object.spec.template?.spec?.containers?.[0]?.image ?? '';
  const [, tagOfImage = '', digestOfImage = ''] = /^(?:.*\/)?[^/:@]+(?::([^@]+))?(?:@(.+))?$/.exec(image) ?? [];
  const trouble = whatIsMissing(service);
  return {
    app: annotations['meta.helm.sh/release-name'] ?? labels['app.kubernetes.io/instance'] ?? name,
    env,
    tag: annotations['slipway.dev/revision'] ?? tagOfImage,
    digest: annotations['slipway.dev/image-digest'] ?? digestOfImage,
    since: lastRollout(service) ?? creationTimestamp,
    healthy: trouble === '',
    trouble,
    runUrl: annotations['slipway.dev/run-url'] ?? '',
  };
}

/** A Deployment notes when its newest ReplicaSet last made progress: the end of the last rollout. */
function lastRollout(service: Service): string | undefined {
  if (service.kind !== 'Deployment') return undefined;
  return service.object.status?.conditions?.find(({ type }) => type === 'Progressing')?.lastUpdateTime;
}
