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
  | 'hook-failed'
  | 'no-progress'
  | 'timeout'
  | 'restarts'
  | 'health-url'
  | 'not-applied'
  | 'volume-unbound'
  | 'volume-lost'
  | 'no-endpoints'
  | 'stalled'
  | 'not-ready'
  /** No proof: said beside one. */
  | 'not-scaling';

/** One proof that a rollout fails. */
export interface Finding {
  readonly code: FindingCode;
  /** `Deployment/index`, `Pod/index-7d4-x2x`. */
  readonly object: string;
  readonly namespace?: string;
  /** What happened, a clause without a full stop; ends where the last words of a log may follow. */
  readonly clause: string;
  readonly pod?: string;
  readonly container?: string;
  readonly restarts?: number;
}

export type Verdict =
  | { readonly state: 'succeeded' }
  /** `waitingFor` says in words what is not there yet; `suspects` are findings if it does not come in time. */
  | { readonly state: 'progressing'; readonly waitingFor: readonly string[]; readonly suspects?: readonly Finding[] }
  | { readonly state: 'failed'; readonly findings: readonly Finding[] };

/** In progress, and the cause is known should it stay so. */
export function waitingFor(suspect: Finding): Verdict {
  return { state: 'progressing', waitingFor: [suspect.clause], suspects: [suspect] };
}

/** Says of findings in which namespace they are. */
export function locate(verdict: Verdict, namespace: string | undefined): Verdict {
  if (namespace === undefined) return verdict;
  const located = (findings: readonly Finding[]) => findings.map((finding) => ({ ...finding, namespace }));
  if (verdict.state === 'failed') return { ...verdict, findings: located(verdict.findings) };
  if (verdict.state === 'succeeded' || verdict.suspects === undefined) return verdict;
  return { ...verdict, suspects: located(verdict.suspects) };
}

/** The state of several objects: one that fails decides, all must succeed. */
export function combine(verdicts: readonly Verdict[]): Verdict {
  const findings = verdicts.flatMap((verdict) => (verdict.state === 'failed' ? verdict.findings : []));
  if (findings.length > 0) return { state: 'failed', findings };
  const progressing = verdicts.filter((verdict) => verdict.state === 'progressing');
  if (progressing.length === 0) return { state: 'succeeded' };
  return {
    state: 'progressing',
    waitingFor: progressing.flatMap(({ waitingFor }) => waitingFor),
    suspects: progressing.flatMap(({ suspects = [] }) => suspects),
  };
}
