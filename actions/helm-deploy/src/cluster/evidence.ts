import type { Cluster } from '@slipway/cluster';
import { causeSentence, type Event, type Finding, lastWordsOf, type Pod } from '@slipway/rollout';

/** What backs a finding; collected before anything is rolled back, because that deletes it. */
export interface Evidence {
  readonly finding: Finding;
  readonly sentence: string;
  /** Warnings about the pod, oldest first. */
  readonly events: readonly string[];
  /** Last lines of the container that failed; of its previous run when it has been started again. */
  readonly log: readonly string[];
}

const logLines = 40;

/** Evidence for the findings, the first few of them: many pods mostly fail for one reason. */
export async function collectEvidence(
  cluster: Cluster,
  namespace: string,
  findings: readonly Finding[],
  limit = 3,
): Promise<Evidence[]> {
  return Promise.all(findings.slice(0, limit).map((finding) => evidenceFor(cluster, namespace, finding)));
}

async function evidenceFor(cluster: Cluster, namespace: string, finding: Finding): Promise<Evidence> {
  const name = finding.pod ?? finding.object.split('/')[1] ?? '';
  // Evidence that cannot be had must not hide the finding.
  const events = await cluster.events(namespace, name).catch(() => []);
  const log = await logOf(cluster, namespace, finding).catch(() => []);
  return {
    finding,
    sentence: causeSentence(finding, lastWordsOf(log)),
    events: events
      .filter(isTelling)
      .map((event) => `${event.reason}: ${event.message}${(event.count ?? 1) > 1 ? ` (${event.count} times)` : ''}`),
    log,
  };
}

async function logOf(cluster: Cluster, namespace: string, finding: Finding): Promise<string[]> {
  if (finding.pod === undefined || finding.container === undefined) return [];
  const pod: Pod = { metadata: { name: finding.pod, namespace } };
  const previous = await cluster.log(pod, finding.container, { previous: true, lines: logLines });
  return previous.length > 0 ? previous : cluster.log(pod, finding.container, { previous: false, lines: logLines });
}

/** Without what is said about every pod, and a warning that the cluster has no DNS, which pods of this chart bear. */
function isTelling(event: Event): boolean {
  return event.type === 'Warning' && event.reason !== 'MissingClusterDNS';
}
