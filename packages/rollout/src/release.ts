import { judgeClaim, type ObservedClaim } from './claim.ts';
import { type CustomResource, judgeCustomResource } from './custom-resource.ts';
import { judge } from './judge.ts';
import { waitForPromised } from './promised-secret.ts';
import { judgeService, type ObservedService } from './service.ts';
import type { Snapshot, Workload } from './snapshot.ts';
import { combine, type Verdict } from './verdict.ts';

/** What was seen of a release in one look. */
export interface ReleaseSnapshot {
  /** `object` is as in `Deployment/index`; the snapshot is undefined while it does not exist. */
  readonly workloads: readonly { readonly object: string; readonly snapshot: Snapshot | undefined }[];
  /** Those of the release, and those that its pods wait for. */
  readonly claims: readonly ObservedClaim[];
  readonly customResources: readonly CustomResource[];
  /** Names of the Secrets that controllers make of objects of the release. */
  readonly promisedSecrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The verdict on all of a release but its Services. Claims come first: a pod that waits for one only says that it waits. */
export function judgeRelease({ workloads, claims, customResources, promisedSecrets, now }: ReleaseSnapshot): Verdict {
  return combine([
    ...claims.map((claim) => judgeClaim(claim, now)),
    ...workloads.map(
      ({ object, snapshot }): Verdict =>
        snapshot
          ? waitForPromised(judge(snapshot), promisedSecrets)
          : { state: 'progressing', waitingFor: [`${object}: not there yet`] },
    ),
    ...customResources.map(judgeCustomResource),
  ]);
}

/** The verdict on the Services of a release whose workloads are ready: before, they say nothing that those do not. */
export function judgeServices(services: readonly ObservedService[], { workloads }: ReleaseSnapshot): Verdict {
  const present: Workload[] = workloads.flatMap(({ snapshot }) => (snapshot ? [snapshot.workload] : []));
  return combine(services.map((service) => judgeService(service, present)));
}
