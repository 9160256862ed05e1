/** Why a rollout cannot become good any more. */
export type FindingCode =
  | 'image-not-found'
  | 'image-denied'
  | 'image-name-invalid'
  | 'config-missing'
  | 'container-cannot-start'
  | 'crash-loop'
  | 'out-of-memory'
  | 'probe-failed'
  | 'unschedulable'
  | 'refused-by-cluster'
  | 'job-failed'
  | 'no-progress'
  | 'timeout'
  | 'restarts'
  | 'health-url'
  | 'not-applied';

/** One proof that a rollout fails. */
export interface Finding {
  readonly code: FindingCode;
  /** `Deployment/index`, `Pod/index-7d4-x2x`. */
  readonly object: string;
  /** What happened, a clause without a full stop; ends where the last words of a log may follow. */
  readonly clause: string;
  readonly pod?: string;
  readonly container?: string;
  readonly restarts?: number;
}

export type Verdict =
  | { readonly state: 'succeeded' }
  /** `waitingFor` says in words what is not there yet. */
  | { readonly state: 'progressing'; readonly waitingFor: readonly string[] }
  | { readonly state: 'failed'; readonly findings: readonly Finding[] };

/** The state of several workloads: one that fails decides, all must succeed. */
export function combine(verdicts: readonly Verdict[]): Verdict {
  const findings = verdicts.flatMap((verdict) => (verdict.state === 'failed' ? verdict.findings : []));
  if (findings.length > 0) return { state: 'failed', findings };
  const waitingFor = verdicts.flatMap((verdict) => (verdict.state === 'progressing' ? verdict.waitingFor : []));
  return waitingFor.length > 0 ? { state: 'progressing', waitingFor } : { state: 'succeeded' };
}
