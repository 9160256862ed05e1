/** What an alert is about, by the names that rules select with. */
export interface Subject {
  /** Kind of the object, such as `Pod`. */
  readonly kind: string;
  /** `index-7d4f-x2x`. */
  readonly name: string;
  /** Empty for a node. */
  readonly namespace: string;
  /** The service that the object belongs to; a node's own name. */
  readonly app: string;
}

/** Something that happened since the cluster was last looked at. Times are milliseconds of the API server's clock. */
export interface Occurrence {
  readonly subject: Subject;
  /** Why, in the words of Kubernetes where it has one: `OOMKilled`, `FailedScheduling`. */
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** When the first and the last of them happened, as far as known. */
  readonly from: number;
  readonly to: number;
}

/** Something that is so at the moment. */
export interface Condition {
  /** Its entry of {@link Sightings}. */
  readonly key: string;
  readonly subject: Subject;
  readonly reason: string;
  readonly message: string;
  readonly since: number;
  /** Told only of objects that no other rule tells of: it says that something lasts, others say why. */
  readonly isLastResort?: true;
}

/** When what is so at the moment was seen first, as it was put in time then; `began` is what the cluster says, for comparison. */
export type Sightings = Map<string, { readonly began: string; readonly since: number }>;

/**
 * Since when something is so. A clock that is wrong puts it wherever it likes at each look: what has been seen before keeps its
 * time, and what has not began after the last look.
 * @param earliest when it cannot have begun before, by the API server's clock
 */
export function sinceWhen(
  sightings: Sightings,
  key: string,
  began: string,
  { at = began, earliest, now }: { readonly at?: string | undefined; readonly earliest: number; readonly now: number },
): number {
  const known = sightings.get(key);
  if (known?.began === began) return known.since;
  const since = timeWithin(at, earliest, now);
  sightings.set(key, { began, since });
  return since;
}

/** Milliseconds of an RFC 3339 time that is put between two others: clocks of nodes go wrong, the API server's is ours. */
export function timeWithin(text: string | null | undefined, earliest: number, latest: number): number {
  const time = Date.parse(text ?? '');
  return Math.max(Math.min(Number.isNaN(time) ? latest : time, latest), Math.min(earliest, latest));
}

/** Milliseconds that may pass between what happens, the API server's hearing of it, and ours: what is older has come. */
export const delay = 30_000;

/**
 * When what happened between two times did. A time before them is of a clock that is behind: then it has just happened, so
 * that no window has passed over it.
 */
export function timeBetween(text: string | null | undefined, earliest: number, latest: number): number {
  return Date.parse(text ?? '') < earliest - delay ? latest : timeWithin(text, earliest, latest);
}

/** Reasons of what holds a pod up: states, not events. */
export const podStates = [
  'Unschedulable',
  ...['ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'RegistryUnavailable'],
  ...['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError', 'CrashLoopBackOff'],
  ...['ContainersNotReady', 'ReadinessGatesNotReady', 'NotStarted'],
] as const;

/** All reasons of states: what is told when it lasts, and is not counted. */
export const stateReasons: readonly string[] = [
  ...podStates,
  ...['NotReady', 'MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'],
];
