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
  /** Of the first: how the rollout went, and what differs from the version that ran before. */
  readonly timeline?: readonly string[];
  readonly differences?: readonly string[];
}

const logLines = 40;

/** Evidence for the findings, the first few of them: many pods mostly fail for one reason. Then what is warned about. */
export async function collectEvidence(
  cluster: Cluster,
  namespace: string,
  { findings, warnings }: { readonly findings: readonly Finding[]; readonly warnings: readonly Finding[] },
  limit = 3,
): Promise<Evidence[]> {
  const shown = [...findings.slice(0, limit), ...warnings];
  return Promise.all(shown.map((finding) => evidenceFor(cluster, namespace, finding)));
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

/** The container's log: of the run that just ended, or of the one before where it has been started again since. */
async function logOf(cluster: Cluster, namespace: string, finding: Finding): Promise<string[]> {
  const { pod: name, container, code } = finding;
  if (name === undefined || container === undefined) return [];
  const pod: Pod = { metadata: { name, namespace } };
  const hasJustEnded = code === 'crash-loop' || code === 'out-of-memory';
  for (const previous of [!hasJustEnded, hasJustEnded]) {
    const lines = await cluster.log(pod, container, { previous, lines: logLines });
    const spoken = lines.filter((line) => !removed.test(line));
    if (spoken.length > 0) return spoken;
  }
  return [];
}

/** What the kubelet answers instead of the log of a container that it has removed. */
const removed = /^unable to retrieve container logs for \S+$/;

/** Without what is said about every pod, and a warning that the cluster has no DNS, which pods of this chart bear. */
function isTelling(event: Event): boolean {
  return event.type === 'Warning' && event.reason !== 'MissingClusterDNS';
}
