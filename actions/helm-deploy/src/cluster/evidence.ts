import type { Cluster } from '@slipway/cluster';
import {
  causeSentence,
  type Event,
  type Finding,
  lastWordsOf,
  type Pod,
  probeSettings,
  unmetConditions,
} from '@slipway/rollout';

/** What backs a finding; collected before anything is rolled back, because that deletes it. */
export interface Evidence {
  readonly finding: Finding;
  readonly sentence: string;
  /** Warnings about the pod, oldest first. */
  readonly events: readonly string[];
  /** Settings of the probes that failed. */
  readonly probes: readonly string[];
  /** Conditions of the pod that are not met. */
  readonly conditions: readonly string[];
  /** Last lines of the container that failed, of the run that the finding is about. */
  readonly log: readonly string[];
  /** Of its run before that, or of the one that it was started for since, where that says something else. */
  readonly otherLog: readonly string[];
  /** Of the first: how the rollout went, and what differs from the version that ran before. */
  readonly timeline?: readonly string[];
  readonly differences?: readonly string[];
}

/** Kept of a container's log. */
export const logLines = 40;

/** Evidence for the findings, the first few of them: many pods mostly fail for one reason. Then what is warned about. */
export async function collectEvidence(
  cluster: Cluster,
  namespace: string,
  { findings, warnings }: { readonly findings: readonly Finding[]; readonly warnings: readonly Finding[] },
  source: LogSource,
): Promise<Evidence[]> {
  const shown = [...findings.slice(0, mostFindings), ...warnings];
  return Promise.all(shown.map((finding) => evidenceFor(cluster, { namespace, ...finding }, source)));
}

export interface LogSource {
  /** A text without secrets: one that is cut would not be known any more. */
  readonly hide: (text: string) => string;
  /** Log of a container whose pod may be gone. */
  readonly knownLog?: (finding: Finding) => readonly string[];
}

const mostFindings = 3;

/** Evidence that cannot be had must not hide the finding. */
async function evidenceFor(
  cluster: Cluster,
  finding: Finding & { readonly namespace: string },
  { hide, knownLog = () => [] }: LogSource,
): Promise<Evidence> {
  const { namespace, code, pod: name, container } = finding;
  const [events, pod, [log = knownLog(finding), otherLog = []]] = await Promise.all([
    cluster.events(namespace, name ?? finding.object.split('/')[1] ?? '').catch(() => []),
    name === undefined ? undefined : cluster.get<Pod>('Pod', namespace, name).catch(() => undefined),
    logsOf(cluster, finding).catch(() => []),
  ]);
  const told = events
    .filter(isTelling)
    .map((event) => `${event.reason}: ${event.message}${(event.count ?? 1) > 1 ? ` (${event.count} times)` : ''}`);
  const isAboutProbe = container !== undefined && probeCodes.has(code);
  const words = [finding.clause, ...events.map(({ message = '' }) => message)].join('\n');
  return {
    finding,
    sentence: causeSentence(finding, lastWordsOf(log.map(hide))),
    events: told,
    probes: pod && isAboutProbe ? probeSettings(pod, container, words) : [],
    conditions: pod ? unmetConditions(pod) : [],
    log,
    otherLog,
  };
}

/** Findings of which a probe may be the cause. */
const probeCodes: ReadonlySet<Finding['code']> = new Set(['probe-failed', 'timeout', 'restarts']);

/** Findings about the run of a container that is there still, and not about the one before it. */
const lastRun: ReadonlySet<Finding['code']> = new Set(['crash-loop', 'out-of-memory', 'job-failed', 'hook-failed']);

/** The container's logs: first of the run that just ended, or of the one before where it has been started again since. */
async function logsOf(cluster: Cluster, finding: Finding & { readonly namespace: string }): Promise<string[][]> {
  const { pod: name, namespace, container, code } = finding;
  if (name === undefined || container === undefined) return [];
  const pod: Pod = { metadata: { name, namespace } };
  const hasJustEnded = lastRun.has(code);
  const logs = await Promise.all(
    [!hasJustEnded, hasJustEnded].map(async (previous) => {
      const lines = await cluster.log(pod, container, { previous, lines: logLines });
      return lines.filter((line) => !removed.test(line));
    }),
  );
  const [first = [], second = []] = logs.filter((lines) => lines.length > 0);
  // The kubelet gives the same log for both while it waits to start the container again.
  const isSame = first.join('\n') === second.join('\n');
  return [first, ...(isSame ? [] : [second])].filter((lines) => lines.length > 0);
}

/** What the kubelet answers instead of the log of a container that it has removed. */
const removed = /^unable to retrieve container logs for \S+$/;

/** Without what is said about every pod, and a warning that the cluster has no DNS, which pods of this chart bear. */
function isTelling(event: Event): boolean {
  return event.type === 'Warning' && event.reason !== 'MissingClusterDNS';
}
