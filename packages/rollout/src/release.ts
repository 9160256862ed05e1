import { judgeClaim, type ObservedClaim } from './claim.ts';
import { type CustomResource, judgeCustomResource } from './custom-resource.ts';
import { judge } from './judge.ts';
import type { Event } from './objects.ts';
import { waitForPromised } from './promised-secret.ts';
import { judgeRemovedJob } from './removed-job.ts';
import { judgeService, type ObservedService } from './service.ts';
import type { Snapshot, Workload } from './snapshot.ts';
import { combine, locate, type Verdict } from './verdict.ts';

export interface ObservedWorkload {
  /** As in `Deployment/index`. */
  readonly object: string;
  /** Undefined while it does not exist. */
  readonly snapshot: Snapshot | undefined;
  /** Events about a Job that does not exist because it is removed when it has ended, oldest first. */
  readonly afterwards?: readonly Event[];
}

/** What was seen of a release in one look. */
export interface ReleaseSnapshot {
  readonly workloads: readonly ObservedWorkload[];
  /** Those of the release, and those that its pods wait for. */
  readonly claims: readonly ObservedClaim[];
  readonly customResources: readonly CustomResource[];
  /** Names of the Secrets that controllers make of objects of the release. */
  readonly promisedSecrets: readonly string[];
  /** Milliseconds since 1970, by the cluster's clock. */
  readonly now: number;
  /** Milliseconds for which pods may have no node, and claims no volume. */
  readonly schedulingGrace: number;
}

/** The verdict on all of a release but its Services. Claims come first: a pod that waits for one only says that it waits. */
export function judgeRelease(snapshot: ReleaseSnapshot): Verdict {
  const { workloads, claims, customResources, promisedSecrets, now, schedulingGrace } = snapshot;
  return combine([
    ...claims.map((seen) => locate(judgeClaim(seen, now - schedulingGrace), seen.claim.metadata.namespace)),
    ...workloads.map(({ object, snapshot: seen, afterwards }): Verdict => {
      if (seen) return locate(waitForPromised(judge(seen), promisedSecrets), seen.workload.object.metadata.namespace);
      if (afterwards) return judgeRemovedJob(object, afterwards);
      return { state: 'progressing', waitingFor: [`${object}: not there yet`] };
    }),
    ...customResources.map((resource) => locate(judgeCustomResource(resource), resource.metadata.namespace)),
  ]);
}

/** The verdict on the Services of a release whose workloads are ready: before, they say nothing that those do not. */
export function judgeServices(services: readonly ObservedService[], { workloads }: ReleaseSnapshot): Verdict {
  const present: Workload[] = workloads.flatMap(({ snapshot }) => (snapshot ? [snapshot.workload] : []));
  return combine(services.map((seen) => locate(judgeService(seen, present), seen.service.metadata.namespace)));
}
