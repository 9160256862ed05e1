import type { Inputs } from '../inputs.ts';

/** What a deployment knows about itself. */
export interface Known {
  readonly inputs: Inputs;
  /** Digest that was verified or given. */
  readonly digest: string;
  readonly runUrl: string;
  /** True for slipway's chart, or a copy of it, whose values have a schema that knows all of this. */
  readonly isSharedChart: boolean;
}

/** The values that the old job set, and for the shared chart all that is known. They come after the values files. */
export function knownValues({ inputs, digest, runUrl, isSharedChart }: Known): Record<string, unknown> {
  const image = { tag: inputs.tag, repo: inputs.imageRepository };
  const ingress = { hosts: { paths: inputs.ingressPaths } };
  if (!isSharedChart) return { image, ingress };
  return {
    project: inputs.project,
    ...(inputs.env === '' ? {} : { environment: inputs.env }),
    revision: inputs.tag,
    runUrl,
    image: { ...image, digest, ...(inputs.registry === '' ? {} : { registry: inputs.registry }) },
    ingress,
  };
}

/** Helm's arguments, in the order in which later ones override earlier ones. */
export function valueArguments(given: {
  readonly valueFiles: readonly string[];
  readonly appConfig: string;
  readonly setFile: ReadonlyMap<string, string>;
  readonly set: readonly string[];
  readonly setString: readonly string[];
}): string[] {
  return [
    ...given.valueFiles.map((path) => `--values=${path}`),
    ...(given.appConfig === '' ? [] : [`--set-file=appConfig=${given.appConfig}`]),
    ...[...given.setFile].map(([name, path]) => `--set-file=${name}=${path}`),
    ...given.set.map((value) => `--set=${value}`),
    ...given.setString.map((value) => `--set-string=${value}`),
  ];
}
