export type ComponentName = 'registry' | 'kaniko' | 'git' | 'mail' | 'cluster' | 'sonar';

/** Tells the user what happens; `work` is timed and reported as one line. */
export interface Progress {
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
}

export type Environment = Record<string, string>;

/** One of the lab's real things. */
export interface Component {
  readonly name: ComponentName;
  /** What must be up before. */
  readonly needs: readonly ComponentName[];
  /** Names of its processes, in the order in which they are started. */
  readonly processes: readonly string[];
  /** Where it can be reached. */
  readonly address: () => string;
  /** Variable by which users bring their own, and its value in the lab: what `env` printed is not the user's own. */
  readonly own?: { readonly variable: string; readonly ours: () => string };
  /** Finds what is missing here, before any component is changed. */
  check?(): Promise<void>;
  /** Makes it run; does nothing that is done already. */
  up(progress: Progress): Promise<void>;
  /** True when it works, seen from outside. */
  isReady(): Promise<boolean>;
  /** Removes what is left when its processes have ended. */
  cleanUp?(): Promise<void>;
  /** Variables that point tools at it. */
  environment(): Promise<Environment>;
}
