/** Where in the caller's sources a failure belongs; `line` counts from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
}

export interface FailureDetails<Code extends string = string> {
  /** Which failure this is, from the closed union of the package or action that throws it. */
  readonly code: Code;
  /** What failed, in one sentence without a trailing full stop. */
  readonly headline: string;
  /** Why it failed: the tool's own last words or what we observed. */
  readonly reason?: string;
  /** What the reader can do next, as an imperative sentence. */
  readonly advice?: string;
  readonly at?: Location;
  /** Outputs that hold although the action fails, such as `result` and `reason`. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Markdown for the job summary, below the headline. */
  readonly summary?: string;
  readonly cause?: unknown;
}

/**
 * An expected failure: bad input, failing tests, a gate that did not pass, a rollout that went wrong.
 * It becomes an annotation and a section of the job summary. Any other error is a bug and shows its stack.
 */
export class Failure<Code extends string = string> extends Error {
  override readonly name = 'Failure';
  readonly code: Code;
  readonly headline: string;
  readonly reason: string | undefined;
  readonly advice: string | undefined;
  readonly at: Location | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string | undefined;

  constructor(failure: FailureDetails<Code>) {
    const sentences = [failure.headline, failure.reason, failure.advice].filter((part) => part !== undefined);
    super(sentences.join('\n'), { cause: failure.cause });
    this.code = failure.code;
    this.headline = failure.headline;
    this.reason = failure.reason;
    this.advice = failure.advice;
    this.at = failure.at;
    this.outputs = failure.outputs ?? {};
    this.summary = failure.summary;
  }
}
