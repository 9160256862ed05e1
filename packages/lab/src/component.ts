import type { ToolName } from './tools/tools.ts';

export type ComponentName = 'registry' | 'kaniko' | 'git' | 'mail' | 'cluster' | 'sonar';

/** Tells the user what happens; `work` is timed and reported as one line. */
export interface Progress {
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
}

export type Environment = Record<string, string>;

/** A component that users bring. */
export interface OwnComponent {
  /** The variable that says where it is. */
  readonly variable: string;
  /** Its value in the lab: what `env` printed is not the user's own. */
  readonly ours: () => string;
  /** Further variables that go with it, such as a login. */
  readonly with?: readonly string[];
  /** Tools that are needed for it, by the variable that may bring them. */
  readonly tools?: Readonly<Record<string, ToolName>>;
}

/** One of the lab's real things. */
export interface Component {
  readonly name: ComponentName;
  /** What must be up before. */
  readonly needs: readonly ComponentName[];
  /** Names of its processes, in the order in which they are started. */
  readonly processes: readonly string[];
  /** Where it can be reached. */
  readonly address: () => string;
  /** How users bring their own. */
  readonly own?: OwnComponent;
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
