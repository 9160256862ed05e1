export { judge, whatIsMissing } from './judge.ts';
export type {
  Condition,
  ContainerStatus,
  DaemonSet,
  Deployment,
  Event,
  Job,
  KubernetesObject,
  List,
  Metadata,
  Pod,
  ReplicaSet,
  StatefulSet,
} from './objects.ts';
export { isReady, whyNotReady } from './pod.ts';
export { causeSentence, lastWordsOf } from './sentence.ts';
export { newestPods, type Snapshot, type Workload } from './snapshot.ts';
export { combine, type Finding, type FindingCode, type Verdict } from './verdict.ts';
