import type { KubernetesObject, Template } from './objects.ts';
import type { Workload } from './snapshot.ts';
import { type Verdict, waitingFor } from './verdict.ts';

export interface Service extends KubernetesObject {
  readonly spec: {
    readonly type?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

/** Of discovery.k8s.io/v1, where lists that are empty may be null. */
export interface EndpointSlice extends KubernetesObject {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean | null } }[] | null;
  readonly ports?: readonly unknown[] | null;
}

/** A Service in one look, with its EndpointSlices. */
export interface ObservedService {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
}

/**
 * A Service is good when it leads to a ready pod; to be judged when the release's workloads are ready. It is never doomed,
 * because its pods may be of another release or of an operator and come late: the timeout decides.
 * @param workloads those of the release
 */
export function judgeService({ service, slices }: ObservedService, workloads: readonly Workload[]): Verdict {
  const { type, selector = {}, ports = [] } = service.spec;
  // An alias, or a Service whose endpoints somebody else writes.
  if (type === 'ExternalName' || Object.keys(selector).length === 0) return { state: 'succeeded' };
  // No answer about readiness counts as ready, says the API reference.
  const ready = slices.filter(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready !== false));
  // Endpoints without a port are pods that have none by the name that the Service asks for. Headless Services may have none.
  if (ready.some((slice) => ports.length === 0 || (slice.ports ?? []).length > 0)) return { state: 'succeeded' };

  const near = workloads.filter(({ object }) => object.metadata.namespace === service.metadata.namespace);
  const selected = near.filter(({ object }) => selects(selector, labelsOf(object.spec)));
  if (selected.length > 0 && selected.every(wantsNoPods)) return { state: 'succeeded' };
  if (selected.length === 0 && !isAboutPodsOf(near, selector)) return { state: 'succeeded' };

  const object = `Service/${service.metadata.name}`;
  const clause = `${object} has no ready endpoint${why(service, selected.length, ready.length)}`;
  return waitingFor({ code: 'no-endpoints', object, clause });
}

function why({ spec: { selector = {}, ports = [] } }: Service, selected: number, ready: number): string {
  if (ready > 0) {
    const names = ports.flatMap(({ targetPort }) => (typeof targetPort === 'string' ? [`"${targetPort}"`] : []));
    return ` with a port: no container of its pods names a port ${names.join(' or ')}`;
  }
  const labels = Object.entries(selector).map(([name, value]) => `${name}=${value}`);
  return selected > 0 ? '' : `: its selector ${labels.join(',')} fits no workload of this release`;
}

/**
 * Whether the selector means pods of these workloads, though it fits none: all of its labels are ones that they have, with
 * other values. A label that none has is given to pods while they run (`role: replica`, of which there may rightly be none)
 * or by an operator; then nobody can say whether there should be a pod.
 */
function isAboutPodsOf(workloads: readonly Workload[], selector: Readonly<Record<string, string>>): boolean {
  const known = new Set(workloads.flatMap(({ object }) => Object.keys(labelsOf(object.spec))));
  return Object.keys(selector).every((name) => known.has(name));
}

function labelsOf({ template }: Template): Readonly<Record<string, string>> {
  return template?.metadata?.labels ?? {};
}

function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

/** Scaled to nothing, on no node, or over: the pods of a Job are gone when it is done. */
function wantsNoPods({ kind, object }: Workload): boolean {
  if (kind === 'Job') return true;
  return kind === 'DaemonSet' ? (object.status?.desiredNumberScheduled ?? 0) === 0 : object.spec.replicas === 0;
}
