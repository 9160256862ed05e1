// What other actions hand over as JSON. Read leniently: a field that is missing or of another shape is empty, for the
// news matters more than its decoration.

/** A condition of SonarQube's quality gate. */
export interface Condition {
  readonly metric: string;
  /** GT: over the threshold is bad; LT: under it is. */
  readonly comparator: string;
  readonly threshold: string;
  readonly actual: string;
  readonly isGood: boolean;
}

/** A finding of helm-deploy with its evidence. */
export interface DiagnosisEntry {
  readonly sentence: string;
  /** `Pod/index-7d4-x2x`. */
  readonly object: string;
  readonly events: readonly string[];
  /** Settings of the probes that failed. */
  readonly probes: readonly string[];
  readonly log: readonly string[];
  /** How the rollout went. */
  readonly timeline: readonly string[];
  /** From the version before. */
  readonly differences: readonly string[];
}

/** An alert of cluster-alerts. */
export interface Alert {
  readonly app: string;
  readonly namespace: string;
  readonly cause: string;
  readonly message: string;
  readonly severity: string;
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly hint: string;
  /** Told first, told again since it goes on, or over; `unknown` where nothing is said of it. */
  readonly state: 'new' | 'again' | 'resolved' | 'unknown';
}

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const lines = (value: unknown) => (Array.isArray(value) ? value.map(text).filter((line) => line !== '') : []);
const first = (given: Fields, ...names: string[]) =>
  names.map((name) => text(given[name])).find((value) => value !== '') ?? '';

/** The entries of a JSON list; undefined when it is none. */
export function parseEntries(json: string): readonly Fields[] | undefined {
  if (json.trim() === '') return [];
  try {
    const given: unknown = JSON.parse(json);
    return Array.isArray(given) ? given.map(fields) : undefined;
  } catch {
    return undefined;
  }
}

export function conditionOf(given: Fields): Condition {
  const { metricKey, metric, comparator, errorThreshold, actualValue, status } = given;
  return {
    metric: text(metricKey) || text(metric),
    comparator: text(comparator),
    threshold: text(errorThreshold),
    actual: text(actualValue) || '–',
    isGood: status !== 'ERROR',
  };
}

export function diagnosisOf(given: Fields): DiagnosisEntry {
  const finding = fields(given.finding);
  const object = text(finding.pod) === '' ? text(finding.object) : `Pod/${text(finding.pod)}`;
  return {
    sentence: text(given.sentence) || text(finding.clause),
    object,
    events: lines(given.events),
    probes: lines(given.probes),
    log: lines(given.log),
    timeline: lines(given.timeline),
    differences: lines(given.differences),
  };
}

const alertStates = ['new', 'again', 'resolved'] as const;

export function alertOf(given: Fields): Alert {
  return {
    app: first(given, 'app', 'object'),
    namespace: text(given.namespace),
    cause: first(given, 'cause', 'title', 'rule', 'reason'),
    message: text(given.message),
    severity: text(given.severity),
    count: typeof given.count === 'number' ? given.count : 1,
    firstSeen: first(given, 'firstSeen', 'first-seen', 'first'),
    lastSeen: first(given, 'lastSeen', 'last-seen', 'last'),
    hint: first(given, 'hint', 'runbook'),
    state: given.resolved === true ? 'resolved' : (alertStates.find((state) => state === given.state) ?? 'unknown'),
  };
}
