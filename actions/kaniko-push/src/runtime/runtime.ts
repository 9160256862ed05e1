import type { Blob, Credentials } from '@slipway/registry';
import type { Inputs, RuntimeName } from '../inputs.ts';
import type { Source } from '../source/source.ts';

/** A build that has been checked: nothing about it is wrong as far as one can see without starting it. */
export interface Build {
  readonly inputs: Inputs;
  readonly source: Source;
  /** What the build has to log in with, by registry. Every RUN step can read it. */
  readonly logins: ReadonlyMap<string, Credentials>;
  /** PEM of the registry's certificate authority, or empty. */
  readonly registryCa: string;
  /** Layers that the repository has already: kaniko need not write them. Looked for while the build is made ready. */
  readonly inPlace: Promise<readonly Blob[]>;
  /** Gets every line that kaniko and the RUN steps print. */
  readonly onLine: (line: string) => void;
}

/** kaniko's own end, for the judgement about a failed build. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  /** Whether next to nothing was left of the disk at that moment; undefined where nobody could look. */
  readonly diskIsFull?: boolean;
}

export interface BuildResult {
  readonly ended: Ended;
  /** The folder of this machine in which the image lies as an OCI layout; undefined where there is none. */
  readonly layout: string | undefined;
}

/** A place where kaniko can run. */
export interface Runtime {
  readonly name: RuntimeName;
  /** For the log: with what it runs. */
  readonly description: string;
  /** Where the build keeps its files, and how much room is there if that is known; continues «The disk is full: ». */
  disk(): Promise<string>;
  /** Whether kaniko writes its image into a folder of this machine. */
  readonly writesLayout: boolean;
  build(build: Build): Promise<BuildResult>;
  /** Waits until what the build left is removed, which may take as long as the push beside it. */
  finish?(): Promise<void>;
}

/** Under which a runtime remembers what a killed action would leave behind. */
export const stateKeys = {
  container: 'kaniko-container',
  kubernetes: 'kaniko-pod',
  sandbox: 'kaniko-sandbox',
} as const;

/** Why a runtime cannot be used here, in words that continue «sandbox: …». */
export interface Unavailable {
  readonly name: RuntimeName;
  readonly why: string;
}

export function isAvailable(candidate: Runtime | Unavailable): candidate is Runtime {
  return 'build' in candidate;
}
