export type { Changes } from './changes.ts';
export { type Cluster, connectCluster, type ObjectName, type Right } from './cluster.ts';
export type { ConfigMapFile } from './config-maps.ts';
export type { ClusterOptions } from './configuration.ts';
export { ClusterFailure, type ClusterFailureCode } from './failure.ts';
export type { Change, Feed, FeedKind, Page } from './feeds.ts';
export { type FoundKubeconfig, findKubeconfig } from './find-kubeconfig.ts';
export type { ResourceKind, Watched } from './kinds.ts';
export type { Lease, LeaseFile } from './leases.ts';
