import type { Location } from '@slipway/findings';

export interface Annotation extends Partial<Location> {
  readonly title?: string;
}

/** What the user reads. One line per fact; groups are named by phase. */
export interface Log {
  /** Text from outside may be given as it is: it cannot command the runner. */
  info(line: string): void;
  /** Shown only when the run is repeated with debug logging. */
  debug(line: string): void;
  notice(message: string, at?: Annotation): void;
  warning(message: string, at?: Annotation): void;
  error(message: string, at?: Annotation): void;
  /** Folds what `work` logs under a title, with the time it took. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}

/** Facts about the run that GitHub gives in the environment; empty strings where it (or act) gives none. */
export interface GitHubRun {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly repository: string;
  readonly sha: string;
  /** Full ref, such as `refs/heads/main`. */
  readonly ref: string;
  /** Branch of a pull request's head; empty for other events. */
  readonly headRef: string;
  readonly eventName: string;
  readonly eventPath: string;
  readonly workflow: string;
  readonly job: string;
  /** Who started this attempt of the run. */
  readonly actor: string;
  readonly runId: string;
  readonly runNumber: string;
  readonly runAttempt: string;
  /** Page of this run, where its log is; empty when repository or run are not known. */
  readonly runUrl: string;
}

/** Everything an action may touch, handed to its `run`. */
export interface Context {
  readonly log: Log;
  readonly github: GitHubRun;
  /** Where files can be kept with the run; undefined where the runner has no such service. */
  readonly artifacts: { readonly url: string; readonly token: string } | undefined;
  /** Absolute path of the checkout; relative path inputs are relative to it. */
  readonly workspace: string;
  /** Absolute path for files that this job may leave to later steps. */
  readonly temp: string;
  /** The environment for programs that are started; change a copy, never this. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted when the job is cancelled or the runner is told to stop. */
  readonly signal: AbortSignal;
  now(): Date;
  /** Appends Markdown to the job summary. */
  summary(markdown: string): Promise<void>;
  /** Masks a value and its derived forms in everything printed from here on. */
  mask(secret: string): void;
  /** A text with `***` in place of what is masked, for what leaves the log: the runner masks nothing but that. */
  hide(text: string): string;
  /**
   * Writes a file only this user can read and returns its path. It is removed when the action ends,
   * and by the post step if the action was killed.
   */
  secretFile(name: string, content: string): Promise<string>;
  /** A new empty folder with the life of {@link secretFile}. */
  scratchFolder(name: string): Promise<string>;
  /** Remembers a value for the action's `cleanUp`, which runs in another process. */
  saveState(name: string, value: string): void;
  state(name: string): string;
}
