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
  readonly subject: Subject;
  readonly reason: string;
  readonly message: string;
  readonly since: number;
}

/** Milliseconds of an RFC 3339 time that is put between two others: clocks of nodes go wrong, the API server's is ours. */
export function timeWithin(text: string | null | undefined, earliest: number, latest: number): number {
  const time = Date.parse(text ?? '');
  return Math.max(Math.min(Number.isNaN(time) ? latest : time, latest), Math.min(earliest, latest));
}
