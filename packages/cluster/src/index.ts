export { type Cluster, type ClusterOptions, connectCluster, type ResourceKind, type Right } from './cluster.ts';
export { ClusterFailure, type ClusterFailureCode } from './failure.ts';
export type { Lease, LeaseFile } from './leases.ts';
