export { type HorizontalPodAutoscaler, warningsOf } from './autoscaler.ts';
export type { ObservedClaim, PersistentVolumeClaim } from './claim.ts';
export type { CustomResource } from './custom-resource.ts';
export { differences, type ReleaseObject } from './differences.ts';
export { blockingPods } from './forced-rollback.ts';
export {
  failedHook,
  type Hook,
  hooksOf,
  judgeHook,
  lateHook,
  type Operation,
  type SeenHook,
} from './hook.ts';
export { whatIsMissing } from './judge.ts';
export { type Rule, ruleFor } from './kinds.ts';
export { type ContainerFailure, lastFailure } from './last-failure.ts';
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
export { probeSettings, unmetConditions } from './probe.ts';
export { promisedSecret, waitForPromised } from './promised-secret.ts';
export { judgeRelease, judgeServices, type ReleaseSnapshot } from './release.ts';
export { causeSentence, lastWordsOf } from './sentence.ts';
export type { EndpointSlice, ObservedService, Service } from './service.ts';
export { newestPods, type Snapshot, type Workload } from './snapshot.ts';
export { valueDifferences } from './value-differences.ts';
export { combine, type Finding, type FindingCode, type Verdict } from './verdict.ts';
