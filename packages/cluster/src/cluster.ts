import type { Event, KubernetesObject, List, Metadata, Pod } from '@slipway/rollout';
import { type Changes, watchChanges } from './changes.ts';
import { type ConfigMapFile, configMapFile, mergeIntoConfigMap, readConfigMap } from './config-maps.ts';
import { type ClusterOptions, readConfiguration } from './configuration.ts';
import { Connection } from './connection.ts';
import { type Feed, type FeedKind, feed } from './feeds.ts';
import { pathOf, type ResourceKind, selectorOf, type Watched, watchPath } from './kinds.ts';
import { type LeaseFile, leaseFile } from './leases.ts';
import { createNamespace, hasNamespace } from './namespaces.ts';
import { type Resource, resourceFinder, resourcePath } from './resources.ts';
import { missingRights, type Right } from './rights.ts';

/** A client of one Kubernetes API server. Every method throws a {@link ClusterFailure}. */
export interface Cluster {
  readonly server: string;
  readonly context: string;
  /** Version of the server, such as `v1.34.4`. */
  version(): Promise<string>;
  /** The server's clock, in whole seconds; undefined when it does not tell. */
  time(): Promise<Date | undefined>;
  /** All objects of a kind in a namespace, or in the whole cluster for an empty one, and what becomes of them. */
  feed<T>(kind: FeedKind, namespace: string): Feed<T>;
  /** Watches objects for changes until it is closed. Never throws: without a stream it is a clock. */
  watch(objects: readonly Watched[]): Changes;
  /** The objects of a kind in a namespace that have all of the labels. */
  list<T extends KubernetesObject>(
    kind: ResourceKind,
    namespace: string,
    labels?: Readonly<Record<string, string>>,
  ): Promise<T[]>;
  get<T extends KubernetesObject>(kind: ResourceKind, namespace: string, name: string): Promise<T | undefined>;
  /** An object of any kind that the server knows; undefined also where it does not know the kind. */
  getAny<T extends KubernetesObject>(object: ObjectName): Promise<T | undefined>;
  /** What the server calls a kind; undefined where it does not know it. */
  resourceOf(apiVersion: string, kind: string): Promise<Resource | undefined>;
  hasNamespace(name: string): Promise<boolean>;
  createNamespace(name: string, labels: Readonly<Record<string, string>>): Promise<void>;
  /** Data of a ConfigMap; empty when it is not there. */
  readConfigMap(namespace: string, name: string): Promise<Readonly<Record<string, string>>>;
  /** A ConfigMap that one writer at a time changes: a write fails where somebody else was faster. */
  configMap(namespace: string, name: string): ConfigMapFile;
  /** Changes keys of a ConfigMap's data, or makes it; null removes a key, and other keys stay (RFC 7396). */
  mergeIntoConfigMap(namespace: string, name: string, data: Readonly<Record<string, string | null>>): Promise<void>;
  /** Events about one object, oldest first. */
  events(namespace: string, name: string): Promise<Event[]>;
  /** The last lines of a container's log; empty when there is none (any more). */
  log(pod: Pod, container: string, options: { readonly previous: boolean; readonly lines: number }): Promise<string[]>;
  /** Deletes this very object with what belongs to it; it may be gone or replaced meanwhile. False where the user may not. */
  deleteThis(kind: 'Job' | 'Pod', object: { readonly metadata: Metadata }): Promise<boolean>;
  /** A Lease, which runs that must not interleave hold in turn. */
  lease(namespace: string, name: string): LeaseFile;
  /** Those of the rights that the user does not have in the namespace; an empty one is all of them. */
  missingRights(namespace: string, rights: readonly Right[]): Promise<Right[]>;
}

export interface ObjectName {
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Means nothing for kinds that are outside of namespaces. */
  readonly namespace: string;
  readonly name: string;
}

/** Connects to the cluster that a kubeconfig names. Nothing is sent before the first method is called. */
export async function connectCluster(options: ClusterOptions): Promise<Cluster> {
  const connection = new Connection(await readConfiguration(options), options.signal);
  const resourceOf = resourceFinder(connection);

  return {
    server: connection.server,
    context: connection.context,

    async version() {
      const { gitVersion } = await connection.json<{ gitVersion: string }>({
        path: '/version',
        what: 'tell its version',
      });
      return gitVersion;
    },

    async time() {
      const { date } = await connection.call({ path: '/version', what: 'tell the time' });
      const time = Date.parse(date);
      return Number.isNaN(time) ? undefined : new Date(time);
    },

    feed: (kind, namespace) => feed(connection, kind, namespace),

    watch(objects) {
      return watchChanges(connection, objects.map(watchPath), options.signal);
    },

    async list<T extends KubernetesObject>(
      kind: ResourceKind,
      namespace: string,
      labels: Readonly<Record<string, string>> = {},
    ) {
      const selector = selectorOf(labels);
      const query = selector === '' ? '' : `?labelSelector=${encodeURIComponent(selector)}`;
      const { items } = await connection.json<List<T>>({
        path: `${pathOf(kind, namespace)}${query}`,
        what: `list objects of kind ${kind} in ${namespace}`,
      });
      // A list leaves out the kind of its items.
      return items.map((item) => ({ ...item, kind }));
    },

    get: (kind, namespace, name) =>
      connection.find({
        path: `${pathOf(kind, namespace)}/${encodeURIComponent(name)}`,
        what: `get ${kind} ${name} in ${namespace}`,
      }),

    async getAny({ apiVersion, kind, namespace, name }) {
      const resource = await resourceOf(apiVersion, kind);
      if (resource === undefined) return undefined;
      const path = resourcePath(resource, apiVersion, namespace);
      return connection.find({
        path: `${path}/${encodeURIComponent(name)}`,
        what: `get ${kind} ${name} in ${namespace}`,
      });
    },

    resourceOf,

    hasNamespace: (name) => hasNamespace(connection, name),

    createNamespace: (name, labels) => createNamespace(connection, name, labels),

    readConfigMap: (namespace, name) => readConfigMap(connection, namespace, name),

    configMap: (namespace, name) => configMapFile(connection, namespace, name),

    mergeIntoConfigMap: (namespace, name, data) => mergeIntoConfigMap(connection, namespace, name, data),

    async events(namespace, name) {
      const query = `fieldSelector=${encodeURIComponent(`involvedObject.name=${name}`)}`;
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?${query}`;
      const { items } = await connection.json<List<Event>>({ path, what: `list events in ${namespace}` });
      return items.toSorted((one, other) => (one.lastTimestamp ?? '').localeCompare(other.lastTimestamp ?? ''));
    },

    async log(pod, container, { previous, lines }) {
      const query = new URLSearchParams({
        container,
        previous: String(previous),
        tailLines: String(lines),
        limitBytes: '65536',
      });
      const path = `${pathOf('Pod', pod.metadata.namespace ?? '')}/${pod.metadata.name}/log?${query}`;
      const answer = await connection.call({ path, accept: '*/*', what: `read the log of ${pod.metadata.name}` });
      if (answer.status >= 300) return [];
      return answer.text.split('\n').filter((line) => line.trim() !== '');
    },

    async deleteThis(kind, { metadata: { name, namespace = '', uid } }) {
      const path = `${pathOf(kind, namespace)}/${encodeURIComponent(name)}`;
      const options = { propagationPolicy: 'Background', preconditions: { uid } };
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...options };
      const what = `delete ${kind} ${name} in ${namespace}`;
      const answer = await connection.call({ method: 'DELETE', path, body, what, isRepeatable: true });
      if (answer.status === 403) return false;
      // Gone (404), or another one of that name (409).
      if (answer.status >= 300 && answer.status !== 404 && answer.status !== 409)
        throw connection.explain(answer, what);
      return true;
    },

    lease: (namespace, name) => leaseFile(connection, namespace, name),

    missingRights: (namespace, rights) => missingRights(connection, namespace, rights),
  };
}
